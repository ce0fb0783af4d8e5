import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/ready.mjs', import.meta.url));

/** Stands in for npm: notes its arguments and leaves what an install leaves. */
const NPM = `
  import * as fs from 'node:fs';
  fs.appendFileSync('calls', 'npm ' + process.argv.slice(2).join(' ') + '\\n');
  if (fs.existsSync('npm-fails')) process.exit(1);
  const put = (name, text) => {
    fs.mkdirSync(name.slice(0, name.lastIndexOf('/')), { recursive: true });
    fs.writeFileSync(name, text);
  };
  if (process.argv[2] === 'ci') {
    put('node_modules/better-sqlite3/package.json', '{"main":"x.js"}');
    put('node_modules/better-sqlite3/x.js', fs.existsSync('no-binary') ? 'throw new Error()' : 'module.exports = class { close() {} }');
    put('node_modules/.package-lock.json', '{}');
  } else {
    put('node_modules/better-sqlite3/x.js', 'module.exports = class { close() {} }');
  }
`;

/** Stands in for the build. */
const MAKE = `
  import * as fs from 'node:fs';
  fs.appendFileSync('calls', 'build\\n');
  if (fs.existsSync('build-fails')) process.exit(2);
  fs.mkdirSync('dist', { recursive: true });
  fs.writeFileSync('dist/cli.js', '');
`;

let root: string;

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'logagent-ready-'));
  write('scripts/ready.mjs', fs.readFileSync(script, 'utf8'));
  write('npm.js', NPM);
  write('scripts/build.mjs', MAKE);
  write('package.json', '{"type":"module"}');
  for (const name of ['package-lock.json', 'tsconfig.json', 'src/cli.ts', 'src/tail/tail.ts'])
    write(name, '');
});
afterEach(() => fs.rmSync(root, { recursive: true }));

function write(name: string, text: string): void {
  fs.mkdirSync(dirname(join(root, name)), { recursive: true });
  fs.writeFileSync(join(root, name), text);
}

/** A later change than any so far. */
function touch(name: string): void {
  const soon = new Date(Date.now() + 5000);
  fs.utimesSync(join(root, name), soon, soon);
}

function ready(options: { node?: string[]; path?: string } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...(options.node ?? []), join(root, 'scripts/ready.mjs')],
    {
      // Any folder must do.
      cwd: tmpdir(),
      encoding: 'utf8',
      env: { ...process.env, npm_execpath: join(root, 'npm.js'), PATH: options.path ?? process.env.PATH },
    },
  );
  const calls = join(root, 'calls');
  const called = fs.existsSync(calls) ? fs.readFileSync(calls, 'utf8').trimEnd().split('\n') : [];
  fs.rmSync(calls, { force: true });
  return { status, said: stdout + stderr, called };
}

const INSTALL = 'npm ci --include=dev --no-audit --no-fund';
const BUILD = 'build';

test('a fresh clone is installed and built, and the second time there is nothing to do', () => {
  const first = ready();
  assert.deepEqual(first.called, [INSTALL, BUILD]);
  assert.equal(first.status, 0);
  assert.match(first.said, /^Installing the dependencies \(once\).*1 to 3 minutes.*\nBuilding \.\.\.\n$/);
  assert.deepEqual(ready(), { status: 0, said: '', called: [] });
});

test('a changed source is built again, also one that was removed', () => {
  ready();
  for (const name of ['src/tail/tail.ts', 'scripts/build.mjs', 'tsconfig.json']) {
    touch(name);
    assert.deepEqual(ready().called, [BUILD]);
    fs.utimesSync(join(root, name), new Date(0), new Date(0));
  }
  touch('dist/cli.js');
  assert.deepEqual(ready().called, []);
  fs.rmSync(join(root, 'src/tail/tail.ts'));
  touch('src/tail');
  fs.utimesSync(join(root, 'dist/cli.js'), new Date(), new Date());
  assert.deepEqual(ready().called, [BUILD]);
});

test('a changed lock file is installed again', () => {
  ready();
  touch('package-lock.json');
  assert.deepEqual(ready().called, [INSTALL, BUILD]);
});

test('an install that was broken off is done again', () => {
  ready();
  fs.rmSync(join(root, 'node_modules/.package-lock.json'));
  assert.equal(ready().called[0], INSTALL);
});

test('a native module that does not load is compiled', () => {
  write('no-binary', '');
  const fresh = ready();
  assert.deepEqual(fresh.called, [INSTALL, 'npm rebuild better-sqlite3', BUILD]);
  write('node_modules/better-sqlite3/x.js', 'throw new Error("another ABI")');
  const again = ready();
  assert.deepEqual(again.called, ['npm rebuild better-sqlite3']);
  assert.match(again.said, /^Compiling better-sqlite3 for Node\.js v/);
});

test('a failed install names what the machine lacks', () => {
  write('npm-fails', '');
  const { status, said } = ready({ path: '' });
  assert.equal(status, 1);
  assert.match(said, /could not be installed\. .* lacks a C\+\+ compiler and make and Python 3\./);
  assert.match(said, /apt-get install -y build-essential python3/);
});

test('a failed build ends it, and the next run tries again', () => {
  write('build-fails', '');
  const { status, said } = ready({ path: '' });
  assert.equal(status, 1);
  assert.match(said, /The build failed: see the errors above\.\n$/);
  fs.rmSync(join(root, 'build-fails'));
  assert.deepEqual(ready().called, [BUILD]);
});

test('an old Node.js is told what is needed, before anything else', () => {
  const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'20.18.3'}})`;
  const { status, said, called } = ready({ node: ['--import', old] });
  assert.equal(status, 1);
  assert.match(said, /^logagent needs Node\.js 20\.19 or later, and this is v/);
  assert.deepEqual(called, []);
});
