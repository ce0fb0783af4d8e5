import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { CLI } from '../support/agent-process.ts';
import { waitFor } from '../support/wait.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours stand between a word and its number
const SHIPPED_SOME = /shipped (?:\x1b\[\d+m)*[1-9]/;

test('on a terminal the built program shows the live view and a readable log, until Ctrl-C', async () => {
  // util-linux' script(1) gives a program a terminal, and types what it is given. `exec`, since a shell between them would
  // die of the Ctrl-C itself and answer 130. A CI's environment may name neither shell nor terminal.
  const command = `exec '${process.execPath}' '${CLI}' demo --store-listen 127.0.0.1:0`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm' },
  });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const exited = new Promise((resolve) => terminal.once('close', resolve));
  const stop = setTimeout(() => terminal.kill('SIGKILL'), 60_000);
  try {
    await waitFor(() => SHIPPED_SOME.test(shown) || terminal.exitCode !== null, 'documents in the live view');
    terminal.stdin.write('\x03');
    assert.equal(await exited, 0, shown);
  } finally {
    clearTimeout(stop);
    terminal.kill('SIGKILL');
  }
  assert.match(shown, /INFO.*Stopping: reading ends/);
  assert.match(shown, /The demo has ended, its temporary folder is removed\./);
});
