import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { CLI } from '../support/agent-process.ts';
import { waitFor } from '../support/wait.ts';

test('on a terminal the built program shows the live view and a readable log, until Ctrl-C', async () => {
  // util-linux' script(1) gives a program a terminal, and types what it is given.
  const command = `'${process.execPath}' '${CLI}' demo --store-listen 127.0.0.1:0`;
  const terminal = spawn('script', ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const exited = new Promise((resolve) => terminal.once('close', resolve));
  const stop = setTimeout(() => terminal.kill('SIGKILL'), 60_000);
  try {
    await waitFor(
      () => /shipped.*[1-9]/.test(shown) || terminal.exitCode !== null,
      'documents in the live view',
    );
    terminal.stdin.write('\x03');
    assert.equal(await exited, 0, shown);
  } finally {
    clearTimeout(stop);
    terminal.kill('SIGKILL');
  }
  assert.match(shown, /INFO.*Stopping: reading ends/);
  assert.match(shown, /The demo has ended, its temporary folder is removed\./);
});
