import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openLog } from '../../src/status/log.ts';

const logModule = fileURLToPath(new URL('../../src/status/log.ts', import.meta.url));

/** Runs a script that has `openLog`, and returns what it wrote to stdout. */
async function run(script: string): Promise<string> {
  const code = `const { openLog } = await import(${JSON.stringify(logModule)}); ${script}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    code,
  ]);
  return stdout;
}

test('JSON lines, all of them there when the process ends at once after the log was closed', async () => {
  const stdout = await run(`
    const log = await openLog({ level: 'info', pretty: false, colours: false, print: () => {} });
    for (let i = 0; i < 1000; i++) log.logger.info({ i }, 'A sentence');
    log.logger.debug('not shown');
    await log.close(60_000);
    process.kill(process.pid, 'SIGKILL');
  `).catch((error: { stdout: string }) => error.stdout);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ i }) => i),
    Array.from({ length: 1000 }, (_, i) => i),
  );
  assert.equal(lines[0].msg, 'A sentence');
  assert.match(lines[0].time, /^\d{4}-\d\d-\d\dT/);
});

test('hostile values cannot command a terminal', async () => {
  let printed = '';
  const { logger } = await openLog({
    level: 'info',
    pretty: true,
    colours: true,
    print: (text) => {
      printed += text;
    },
  });
  logger.info({ container: 'a\u001b]0;title\u0007b\u009b31mc' }, 'Following container');
  assert.match(printed, /Following container/);
  const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m|\n`, 'g');
  assert.doesNotMatch(printed.replaceAll(colours, ''), /\p{Cc}/u);
});
