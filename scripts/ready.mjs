// What `npm start` and `npm test` do first: a fresh clone is installed and built, once. Plain JavaScript without dependencies,
// because none may be there yet. Silent, and done within a moment, when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = [20, 19];
const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (...names) => join(root, ...names);

checkNode();
if (!installed()) install();
else if (!nativeModuleLoads()) rebuild();
if (!built()) build();

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  fail(`logagent needs Node.js ${LEAST_NODE.join('.')} or later, and this is ${process.version}.`);
}

/** npm writes this file last: an install that was broken off does not have it. */
function installed() {
  return changed(inRoot('node_modules/.package-lock.json')) >= changed(inRoot('package-lock.json'));
}

function install() {
  say(
    'Installing the dependencies (once). Where better-sqlite3 has to be compiled, this takes 1 to 3 minutes ...',
  );
  // Without the development dependencies there is no compiler, and NODE_ENV=production would leave them out.
  run(
    npm(['ci', '--include=dev', '--no-audit', '--no-fund']),
    'The dependencies could not be installed.',
    remedy,
  );
  // A registry may hold no ready-made binary, and npm may have been told to run no install scripts.
  if (!nativeModuleLoads()) rebuild();
}

/** False after a change of Node's major version, which wants the module compiled anew. */
function nativeModuleLoads() {
  try {
    const Database = createRequire(import.meta.url)('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

function rebuild() {
  say(`Compiling better-sqlite3 for Node.js ${process.version} (once, 1 to 3 minutes) ...`);
  run(npm(['rebuild', 'better-sqlite3']), 'better-sqlite3 could not be compiled.', remedy);
  if (!nativeModuleLoads())
    fail('better-sqlite3 was compiled but does not load: see `npm rebuild better-sqlite3`.');
}

function built() {
  const result = changed(inRoot('dist/cli.js'));
  if (result === 0) return false;
  const sources = ['src', 'scripts/build.mjs', 'tsconfig.json', 'package-lock.json'].map((name) =>
    newest(inRoot(name)),
  );
  return result >= Math.max(...sources);
}

function build() {
  say('Building ...');
  run([process.execPath, inRoot('scripts/build.mjs')], 'The build failed: see the errors above.');
}

/** The latest change in a file or a folder; a folder itself changes when a file in it is removed. */
function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** 0 when there is no such file. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** npm says where it is when it runs us; otherwise it is looked for on the PATH. */
function npm(words) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return [process.execPath, script, ...words];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', ...words];
}

function run([program, ...words], whenItFails, advice = () => '') {
  const { status, error, signal } = spawnSync(program, words, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: program.endsWith('.cmd'),
  });
  if (status === 0) return;
  if (signal) process.exit(1);
  fail(error ? `${whenItFails} ${program}: ${error.message}` : `${whenItFails} ${advice()}`.trim());
}

/** The most common reason on a fresh machine. */
function remedy() {
  const missing = [
    ['a C++ compiler', ['c++', 'g++', 'clang++']],
    ['make', ['make', 'gmake']],
    ['Python 3', ['python3', 'python']],
  ].filter(([, programs]) => !programs.some((name) => runs(name)));
  if (missing.length === 0 || process.platform === 'win32') return '';
  const names = missing.map(([name]) => name).join(' and ');
  return (
    `To compile better-sqlite3 this machine lacks ${names}. ` +
    'Debian, Ubuntu: sudo apt-get install -y build-essential python3. ' +
    'Fedora: sudo dnf install -y gcc-c++ make python3. macOS: xcode-select --install.'
  );
}

function runs(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
