import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { outputOf } from '../../src/commands/terminal.ts';
import { waitFor } from '../support/wait.ts';

const terminal = { isTTY: true, hasColors: () => true };
const of = (env: NodeJS.ProcessEnv) => outputOf(terminal, { TERM: 'xterm', ...env });

test('a terminal with a UTF-8 locale has everything', () => {
  const all = { forPerson: true, live: true, colours: true, unicode: true };
  assert.deepEqual(of({ LANG: 'en_GB.UTF-8' }), all);
  assert.deepEqual(of({ LC_CTYPE: 'C.utf8' }), all);
});

test('ASCII where the locale is another, in the order that the system has', () => {
  assert.equal(of({}).unicode, false);
  assert.equal(of({ LANG: 'de_DE.ISO-8859-1' }).unicode, false);
  assert.equal(of({ LC_ALL: 'C', LANG: 'C.UTF-8' }).unicode, false);
  assert.equal(of({ LC_ALL: '', LC_CTYPE: 'C.UTF-8', LANG: 'C' }).unicode, true);
});

test('a dumb terminal gets lines for a person and no view', () => {
  const dumb = outputOf({ isTTY: true, hasColors: () => false }, { TERM: 'dumb', LANG: 'C.UTF-8' });
  assert.deepEqual(dumb, { forPerson: true, live: false, colours: false, unicode: true });
  assert.equal(outputOf(terminal, {}).live, false);
});

test('what is no terminal gets JSON lines', () => {
  const pipe = { hasColors: () => assert.fail('a pipe has no such method') };
  const { forPerson, live, colours } = outputOf({ ...pipe, isTTY: undefined as never }, { TERM: 'xterm' });
  assert.deepEqual([forPerson, live, colours], [false, false, false]);
});

test('Ctrl-Z: the view ends before the process is suspended, and begins again with it', async (t) => {
  const module = fileURLToPath(new URL('../../src/commands/terminal.ts', import.meta.url));
  const code = `
    import { writeSync } from 'node:fs';
    import { sleepWithProcess } from ${JSON.stringify(module)};
    const say = (word) => () => writeSync(1, word + '\\n');
    sleepWithProcess({ stop: say('stop'), start: say('start') });
    setInterval(() => {}, 1000);
    say('ready')();`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const state = () => readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.[0];
  await waitFor(() => said === 'ready\n', 'that it runs');
  child.kill('SIGTSTP');
  await waitFor(
    () => state() === 'T',
    () => `that it is suspended; it is ${state()}`,
  );
  // A suspended process writes nothing: what comes out of the pipe now was written before.
  await waitFor(
    () => said === 'ready\nstop\n',
    () => `the end of the view; it said ${said}`,
  );
  assert.equal(state(), 'T');
  child.kill('SIGCONT');
  await waitFor(
    () => said === 'ready\nstop\nstart\n',
    () => `the view again; it said ${said}`,
  );
  assert.notEqual(state(), 'T');
  child.kill('SIGKILL');
  await once(child, 'exit');
});
