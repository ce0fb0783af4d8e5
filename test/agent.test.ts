import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Agent } from '../src/agent.ts';
import { resolveOptions } from '../src/options/options.ts';
import { ScriptedServer } from './ship/scripted-server.ts';
import { recorder } from './status/recorder.ts';
import { FakeDocker } from './support/docker-writer.ts';
import { waitFor } from './support/wait.ts';

test('lag is what is not acknowledged, read or not, and delay grows while Elasticsearch is down', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-agent-'));
  const docker = new FakeDocker(join(folder, 'containers'));
  const server = await new ScriptedServer().listen();
  const given = {
    containers: '*',
    'containers-dir': docker.containersDir,
    'state-dir': join(folder, 'state'),
    elasticsearch: server.url.href,
    'batch-bytes': '16kib',
    budget: '64kib',
  };
  await server.close();
  const container = docker.create({ name: 'prod1' });
  const printedAt = Date.now();
  for (let i = 0; i < 2000; i++) container.print(`line ${i}`);
  const { size } = statSync(container.logPath);
  const agent = await Agent.start(resolveOptions(given, {}), recorder().log);
  t.after(async () => {
    await agent.stop(0);
    await server.close();
    docker.close();
    rmSync(folder, { recursive: true, force: true });
  });

  await waitFor(() => !agent.readings.snapshot.ready, 'that it is down');
  const { lagBytes, queue, shipped } = agent.readings.snapshot;
  assert.deepEqual([lagBytes, shipped], [size, 0]);
  assert.ok(queue > 0 && queue < 2000, `${queue} documents read, some of the file not`);
  await waitFor(() => agent.readings.snapshot.delayMs > 1500, 'that the delay grows');
  assert.ok(agent.readings.snapshot.delayMs <= Date.now() - printedAt);

  await server.listen();
  await waitFor(() => agent.readings.snapshot.shipped === 2000, 'everything');
  assert.equal(agent.readings.snapshot.lagBytes, 0);
  const { delayMs } = agent.readings.snapshot;
  await waitFor(() => agent.readings.snapshot.delayMs === delayMs, 'that nothing is waited for any more');
  const left = await agent.stop(1000);
  assert.deepEqual(left, { documents: 0, bytes: 0 });
});
