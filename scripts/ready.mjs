// `npm start` and `npm test` run this first: it installs and builds a fresh clone, once. When there is nothing to do it is silent
// and takes a moment. It is plain JavaScript without dependencies, because none may be installed yet.
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

/** npm writes this file last, so an interrupted install does not have it. */
function installed() {
  return changed(inRoot('node_modules/.package-lock.json')) >= changed(inRoot('package-lock.json'));
}

function install() {
  say(
    'Installing the dependencies (once). Where better-sqlite3 has to be compiled, this takes 1 to 3 minutes ...',
  );
  // The compiler is a development dependency, which NODE_ENV=production would leave out.
  run(
    npm(['ci', '--include=dev', '--no-audit', '--no-fund']),
    'The dependencies could not be installed.',
    remedy,
  );
  // There may be no ready-made binary, and npm may be configured to run no install scripts.
  if (!nativeModuleLoads()) rebuild();
}

/** False, for example, after a change of Node's major version: the module must then be compiled again. */
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

/** The time of the latest change in a file or folder. A folder itself changes when a file in it is removed. */
function newest(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

/** The time of a file's last change; 0 if there is no such file. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** npm tells its path to the scripts it runs; otherwise it is looked for on the PATH. */
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

/** How to mend the most common reason on a fresh machine, missing tools; empty if none is missing. */
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
