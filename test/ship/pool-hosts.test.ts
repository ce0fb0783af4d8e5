import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemTime } from '../../src/ship/time.ts';
import { waitFor } from '../support/wait.ts';
import { PoolTrial } from './pool-trial.ts';

test('several hosts share the work', async (t) => {
  const trial = await PoolTrial.begin(t, { time: systemTime }, 3, 60_000);
  trial.addMany(30, 5);
  await trial.allSettled();
  trial.assertFinal();
  assert.deepEqual(
    trial.servers.map(({ requests }) => requests.length),
    [10, 10, 10],
  );
});

test('a host that dies costs nothing, and is used again when it returns', async (t) => {
  const trial = await PoolTrial.begin(t, {}, 3);
  const [one, two] = trial.servers;
  let round = 0;
  one!.script = () => 'reset';
  await two!.close();
  trial.addMany(30, 5);
  await waitFor(() => trial.settled.length === 30, 'all, by the third');
  await waitFor(async () => {
    trial.addMany(2, 1, `more${round++}-`);
    return trial.events.story.length === 2;
  }, 'both reported down');
  assert.equal(trial.pool.trouble, undefined);

  one!.script = () => undefined;
  await two!.listen();
  await waitFor(async () => {
    trial.addMany(2, 1, `last${round++}-`);
    return trial.events.story.length === 4;
  }, 'both reported up');
  assert.ok(trial.events.story.includes(`${two!.url.origin} down: connection refused`));
  assert.ok(trial.events.story.includes(`${two!.url.origin} up`));
  await trial.allSettled();
  trial.assertFinal();
  assert.ok(two!.requests.length > 0);
});

test('all hosts down: not ready, nothing lost; one returns: everything arrives', async (t) => {
  const trial = await PoolTrial.begin(t, {}, 2);
  for (const server of trial.servers) await server.close();
  trial.addMany(40, 5);
  await waitFor(() => trial.pool.trouble !== undefined, 'the trouble');
  assert.match(trial.pool.trouble ?? '', /^http:\/\/127\.0\.0\.1:\d+: connection refused$/);
  assert.equal(trial.settled.length, 0);
  await trial.servers[1]!.listen();
  await waitFor(() => trial.settled.length === 40, 'everything');
  assert.equal(trial.pool.trouble, undefined);
  await trial.allSettled();
  trial.assertFinal();
  assert.equal(trial.servers[1]!.stored.size, 200);
});

test('one host refuses the credentials: the other takes everything', async (t) => {
  const trial = await PoolTrial.begin(t, {}, 2);
  trial.server.script = () => ({ status: 401 });
  trial.addMany(20, 5);
  await trial.allSettled();
  trial.assertFinal();
  assert.equal(trial.server.stored.size, 0);
  assert.match(trial.events.story[0] ?? '', /down: scripted: answer 401/);
});

test('a host that answers 400 to everything makes no dead letters', async (t) => {
  const trial = await PoolTrial.begin(t, {}, 2);
  trial.server.script = () => ({ status: 400, body: 'broken proxy' });
  trial.addMany(10, 20);
  await trial.allSettled();
  trial.assertFinal();
});

test('credentials in an address are in nothing that is reported', async (t) => {
  const first = await PoolTrial.begin(t);
  const url = first.server.url;
  url.username = 'elastic';
  url.password = 'hunter2';
  const trial = await PoolTrial.begin(t, { hosts: { urls: [url], authorization: () => 'ApiKey c2VjcmV0' } });
  first.server.script = () => ({ status: 401 });
  trial.addMany(1, 5);
  await waitFor(() => trial.events.story.length > 0, 'the host down');
  const told = JSON.stringify([trial.events.story, trial.events.troubles, trial.pool.trouble]);
  assert.doesNotMatch(told, /elastic:|elastic@|hunter2|c2VjcmV0/);
});
