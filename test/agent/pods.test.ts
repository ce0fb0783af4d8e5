import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { field } from '../support/audit.ts';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const KILLS = 10;
/** Long texts of characters of several bytes, so that parts end within them. */
const LONG = 'größer als ein Teil 🚀 '.repeat(2000);

test('pods: a log that the kubelet rotates under load, lines coming late to the old file, in UTC and in another zone', async (t) => {
  const scenario = await Scenario.begin(t);
  const make = combinedLines(seededRandom(40));
  const pods = [
    scenario.pods.create({ maxFiles: 10 }),
    scenario.pods.create({ pod: 'db-0', zone: 1, maxFiles: 10 }),
  ];
  const agent = scenario.startAgentOnPods('*');
  let rotations = 0;
  for (; rotations < 15; rotations++) {
    for (const pod of pods) {
      for (let i = 0; i < 60; i++) pod.printLine(make, { stream: i % 7 === 0 ? 'stderr' : 'stdout' });
      const line = pod.begin(`unfinished ${LONG.slice(0, 100)}`, {}, 70);
      pod.rotate(() => {
        for (let i = 0; i < 5; i++) pod.printLine(make, { stream: 'stderr' });
        line.part();
      });
      line.rest();
      pod.printLine(make);
    }
    await scenario.delivered();
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${2 * rotations} rotations`);
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});

test('pods: restarts, a crash loop and a pod that is deleted; each document tells its pod and the start', async (t) => {
  const scenario = await Scenario.begin(t);
  const pod = scenario.pods.create({ namespace: 'shop', pod: 'web-7d4b9c6f5d-x2x9k', container: 'nginx' });
  const agent = scenario.startAgentOnPods('shop/*');
  for (let start = 0; start < 4; start++) {
    for (let i = 0; i < 20; i++) pod.print(`start ${start}`);
    // Its end never comes: the next start is another process's.
    pod.print(`last words of ${start}`, { newline: false });
    await waitFor(
      () => scenario.waiting <= 1,
      () => `what start ${start} has printed${agent.tail()}`,
    );
    pod.restart();
  }
  pod.print('the last start');
  await scenario.delivered();
  const job = scenario.pods.create({ pod: 'job-x2x9k', container: 'main' });
  for (let i = 0; i < 50; i++) job.print('short');
  await waitFor(
    () => scenario.waiting < 50,
    () => `the job${agent.tail()}`,
  );
  job.remove();
  await agent.line(
    ({ msg, container }) =>
      msg === 'Container was removed, its log has been read to the end' &&
      container === 'shop/job-x2x9k/main',
    'that the job is gone',
  );
  await agent.stop();
  await scenario.assertDelivered('four restarts, one deletion');
  for (const source of (await scenario.documents()).values()) {
    const isJob = field(source, 'kubernetes.pod.name') === 'job-x2x9k';
    const { uid } = isJob ? job : pod;
    const start = /^start (\d)|^last words of (\d)/.exec(String(source.message));
    assert.deepEqual(source.kubernetes, {
      namespace: 'shop',
      pod: { name: isJob ? 'job-x2x9k' : 'web-7d4b9c6f5d-x2x9k', uid },
      container: {
        name: isJob ? 'main' : 'nginx',
        restart_count: isJob ? 0 : Number(start?.[1] ?? start?.[2] ?? 4),
      },
    });
  }
});

test('pods: long lines over rotations, cut within characters, and last words of many parts', async (t) => {
  const scenario = await Scenario.begin(t);
  const pod = scenario.pods.create({ maxFiles: 20 });
  const agent = scenario.startAgentOnPods('*');
  for (const bytes of [16_384, 16_384, 1000, 333, 7]) {
    const line = pod.begin(LONG.slice(0, bytes * 5), {}, bytes);
    line.part();
    pod.print('between its parts', { stream: 'stderr' });
    line.part();
    pod.rotate(() => line.part());
    line.part();
    pod.rotate();
    line.rest();
  }
  pod.print(LONG, { newline: false });
  pod.restart();
  pod.print('of the next start');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('10 rotations within long lines');
});

test('pods: SIGKILL under load with rotation and compression', async (t) => {
  const scenario = await Scenario.begin(t);
  const random = seededRandom(41);
  const make = combinedLines(random);
  // More files than will be written: what the kubelet itself deletes, nobody can ship.
  const pods = [0, 1].map((zone) => scenario.pods.create({ pod: `web-${zone}`, zone, maxFiles: 1000 }));
  const { accepted } = scenario.elasticsearch;
  let bursts = 0;
  const writer = new BusyWriter(
    () => {
      for (const pod of pods) {
        for (let i = 0; i < 15; i++) pod.printLine(make, { stream: random() < 0.5 ? 'stdout' : 'stderr' });
        if (bursts++ % 25 !== 0) continue;
        const line = pod.begin('over a rotation', {}, 6);
        pod.rotate(() => line.part());
        line.rest();
      }
    },
    () => scenario.waiting < 5000,
  );
  for (let kills = 1; kills <= KILLS; kills++) {
    const enough = accepted.size + Math.floor(random() * 1500);
    const agent = scenario.startAgentOnPods('*', '--batch-bytes', '16kib', '--budget', '256kib');
    await waitFor(
      () => accepted.size > enough,
      () => `${enough} documents${agent.tail()}`,
    );
    await sleep(kills % 3 === 0 ? 1200 : random() * 300);
    await agent.kill();
  }
  await writer.stop();
  const agent = scenario.startAgentOnPods('*');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered(`${KILLS} kills`);
});

test('pods: Docker and Kubernetes on one host, by one agent', async (t) => {
  const scenario = await Scenario.begin(t);
  const make = combinedLines(seededRandom(42));
  const docker = scenario.docker.create({ name: 'build', maxFile: 10 });
  const pod = scenario.pods.create();
  const agent = scenario.startAgent('build,*/web,nobody', '--pods-dir', scenario.pods.podsDir);
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 100; i++) docker.printLine(make);
    for (let i = 0; i < 100; i++) pod.printLine(make);
    docker.rotate();
    pod.rotate();
    await scenario.delivered();
  }
  const waiting = agent.lines.filter(({ msg }) => /^Waiting for a container/.test(String(msg)));
  assert.deepEqual(
    waiting.map(({ container }) => container),
    ['nobody'],
  );
  await agent.stop();
  await scenario.assertDelivered('both sources');
});
