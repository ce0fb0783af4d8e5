import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';

const TERABYTE = 2 ** 40;
const MEMBER = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 1 });

/** Logs whose reading takes minutes and hands nothing on. */
const LOGS: Readonly<Record<string, (container: FakeContainer) => void>> = {
  'a sparse file of 1 TiB': ({ logPath }) => fs.truncateSync(logPath, TERABYTE),
  'a sparse file of 1 TiB behind a first line': (container) => {
    container.print('first');
    fs.truncateSync(container.logPath, TERABYTE);
  },
  'a rotated sparse file of 1 TiB': ({ logPath }) => {
    fs.writeFileSync(`${logPath}.1`, '');
    fs.truncateSync(`${logPath}.1`, TERABYTE);
  },
  'a compressed file of 50 GiB of zeros': ({ logPath }) =>
    fs.writeFileSync(`${logPath}.1.gz`, Buffer.concat(Array.from({ length: 800 }, () => MEMBER))),
};

test('endless-zeros: however long a hole or a compressed run of zeros is, others have their turn and a stop is honoured', async (t) => {
  const scenario = await Scenario.begin(t);
  for (const fill of Object.values(LOGS)) fill(scenario.docker.create({ name: 'hole' }));
  const prod = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 5; i++) prod.print('before');
  const agent = scenario.startAgent('*', '--scan-interval', '200ms');
  await scenario.delivered();
  for (let i = 0; i < 5; i++) prod.print('after');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`beside ${Object.keys(LOGS).length} logs of zeros`);
});
