import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type ProducerOptions, produce } from '../../src/demo/producer.ts';
import { seededRandom } from '../support/lines.ts';

/** Waits that last no time but are remembered; like the real ones they reject when the signal comes first. */
function recordedTimers() {
  const waits: number[] = [];
  const timers: ProducerOptions['timers'] = {
    async setTimeout(ms, _value, { signal }) {
      waits.push(ms);
      await setImmediate();
      signal.throwIfAborted();
    },
  };
  return { waits, timers };
}

function collect() {
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on('data', (chunk: Buffer) => chunks.push(chunk));
  return { out, text: () => Buffer.concat(chunks).toString() };
}

const base = { delayMaxMs: 10, random: seededRandom(1), now: () => Date.UTC(2026, 0, 1) };

test('prints the number of lines asked for, each whole, with waits from 0 to the longest', async () => {
  const { out, text } = collect();
  const { waits, timers } = recordedTimers();
  const signal = new AbortController().signal;
  assert.equal(await produce({ ...base, out, lines: 200, timers, signal }), 200);
  const lines = text().split('\n');
  assert.equal(lines.pop(), '');
  assert.equal(lines.length, 200);
  for (const line of lines) assert.match(line, /^\S+ - \S+ \[01\/Jan\/2026:00:00:00 \+0000\] ".+"$/);
  assert.equal(waits.length, 200);
  assert.ok(waits.every((ms) => ms >= 0 && ms < 10));
  const mean = waits.reduce((sum, ms) => sum + ms, 0) / waits.length;
  assert.ok(mean > 4 && mean < 6, `mean wait ${mean}`);
});

test('numbered lines count from 1', async () => {
  const { out, text } = collect();
  const { timers } = recordedTimers();
  await produce({ ...base, out, lines: 30, run: 'a', timers, signal: new AbortController().signal });
  const numbers = [...text().matchAll(/[?&]n=(\d+)&run=a /g)].map((match) => Number(match[1]));
  assert.deepEqual(
    numbers,
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
});

test('ends at the signal while waiting, after a whole line', async () => {
  const { out, text } = collect();
  const { timers } = recordedTimers();
  const stop = new AbortController();
  let calls = 0;
  const now = () => {
    if (++calls === 5) stop.abort();
    return base.now();
  };
  assert.equal(await produce({ ...base, now, out, timers, signal: stop.signal }), 5);
  assert.equal(text().split('\n').length - 1, 5);
});

test('waits for a slow reader, and the signal ends that wait too', async () => {
  const stop = new AbortController();
  const { timers } = recordedTimers();
  const out = new Writable({ highWaterMark: 1, write: () => stop.abort() });
  assert.equal(await produce({ ...base, out, timers, signal: stop.signal }), 1);
});

test('goes on when the slow reader has read', async () => {
  const { timers } = recordedTimers();
  const seen: string[] = [];
  const out = new Writable({
    highWaterMark: 1,
    write: (chunk, _encoding, done) => {
      seen.push(String(chunk));
      setTimeout(done, 1);
    },
  });
  assert.equal(await produce({ ...base, out, lines: 4, timers, signal: new AbortController().signal }), 4);
  out.end();
  await once(out, 'finish');
  assert.equal(seen.length, 4);
});

test('a reader that went away is an end', async () => {
  const { timers } = recordedTimers();
  const out = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  });
  const written = await produce({ ...base, out, timers, signal: new AbortController().signal });
  assert.ok(written >= 1);
});

test('without waits a signal still gets its turn', async () => {
  const out = new PassThrough().resume();
  const stop = new AbortController();
  const { waits, timers } = recordedTimers();
  let calls = 0;
  const now = () => {
    if (++calls === 2500) setTimeout(() => stop.abort(), 0);
    return base.now();
  };
  const written = await produce({ ...base, delayMaxMs: 0, now, out, timers, signal: stop.signal });
  assert.ok(written >= 2500);
  assert.ok(waits.length < written / 500);
});

test('in a process of its own: real timers, a pipe, SIGTERM', async () => {
  const program = `
    import { produce } from './src/demo/producer.ts';
    import * as timers from 'node:timers/promises';
    const stop = new AbortController();
    process.once('SIGTERM', () => stop.abort());
    await produce({ out: process.stdout, delayMaxMs: 2, run: 'x', random: Math.random, now: Date.now, timers, signal: stop.signal });
  `;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
    // Once: a second signal would meet no listener any more and end the process at once.
    if (text.split('\n').length > 20 && !child.killed) child.kill('SIGTERM');
  });
  const [code, signal] = await once(child, 'close');
  assert.deepEqual([code, signal], [0, null]);
  assert.ok(text.endsWith('\n'));
  const numbers = [...text.matchAll(/n=(\d+)&run=x/g)].map((match) => Number(match[1]));
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => i + 1),
  );
});
