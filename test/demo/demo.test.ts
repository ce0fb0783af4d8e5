import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type Demo, startDemo, traffic } from '../../src/demo/demo.ts';
import { seededRandom } from '../support/lines.ts';

/** A demo on a clock that the test moves. */
async function demoByHand() {
  const state = { now: Date.UTC(2026, 0, 1), call: (): void => {}, cancelled: false, errors: [] as Error[] };
  const demo = await startDemo({
    random: seededRandom(5),
    now: () => state.now,
    every: (_ms, call) => {
      state.call = call;
      return () => {
        state.cancelled = true;
      };
    },
    failed: (error) => state.errors.push(error),
  });
  return { demo, state };
}

function logPath(demo: Demo): string {
  const [id = ''] = readdirSync(demo.containersDir);
  assert.match(id, /^[0-9a-f]{64}$/);
  return join(demo.containersDir, id, `${id}-json.log`);
}

test('the container prints as time passes, and everything is removed at the end', async () => {
  const { demo, state } = await demoByHand();
  const path = logPath(demo);
  assert.deepEqual(readdirSync(demo.stateDir), []);
  while (readFileSync(path, 'utf8').split('\n').length <= 50) {
    state.now += 100;
    state.call();
    await wait(1);
  }
  await demo.stop();
  assert.ok(state.cancelled);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  for (const line of lines) assert.match(JSON.parse(line).log, /^\S+ - \S+ \[.*\] ".* HTTP\/1\.1" \d+ .*\n$/);
  assert.equal(JSON.parse(readFileSync(join(dirname(path), 'config.v2.json'), 'utf8')).State.Running, false);

  state.now += 1000;
  state.call();
  assert.equal(readFileSync(path, 'utf8').trimEnd().split('\n').length, lines.length);

  await demo.remove();
  assert.ok(!existsSync(dirname(demo.containersDir)));
  assert.deepEqual(state.errors, []);
});

test('remove alone stops too', async () => {
  const { demo } = await demoByHand();
  await demo.remove();
  assert.ok(!existsSync(dirname(demo.containersDir)));
});

test('a write that fails is reported once', async () => {
  const { demo, state } = await demoByHand();
  // With the folder gone, the first rotation can't rename.
  rmSync(demo.containersDir, { recursive: true });
  while (state.errors.length === 0) {
    state.now += 1000;
    state.call();
    await wait(1);
  }
  state.now += 1000;
  state.call();
  await demo.stop().catch(() => {});
  assert.equal(state.errors.length, 1);
  assert.match(state.errors[0]!.message, /ENOENT/);
  await demo.remove().catch(() => {});
  assert.ok(!existsSync(dirname(demo.containersDir)));
});

test('traffic is about 200 lines a second, in waves and bursts', () => {
  const random = seededRandom(11);
  const due = traffic(0);
  const perSecond: number[] = [];
  for (let second = 0; second < 1200; second++) {
    let lines = 0;
    for (let tick = 1; tick <= 20; tick++) lines += due(second * 1000 + tick * 50, random);
    perSecond.push(lines);
  }
  const mean = perSecond.reduce((sum, lines) => sum + lines, 0) / perSecond.length;
  assert.ok(mean > 170 && mean < 230, `mean ${mean}`);
  assert.ok(Math.max(...perSecond) > 450, 'there are bursts');
  assert.ok(Math.min(...perSecond) < 80, 'there are quiet seconds');
});

test('a long pause is not made up for, and a clock that goes back is no harm', () => {
  const due = traffic(0);
  const quiet = () => 0.999_999;
  assert.ok(due(3_600_000, quiet) <= 180);
  assert.equal(due(1000, quiet), 0);
  assert.ok(due(1050, quiet) < 10);
});
