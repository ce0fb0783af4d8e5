import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from './commands.ts';
import type { Producer } from './producers.ts';
import { Stage } from './stage.ts';

describe('lines of real containers', () => {
  let stage: Stage;
  let prod1: Producer;
  let prod2: Producer;
  let single: Producer;

  before(async () => {
    stage = await Stage.build('docker-test');
    prod1 = await stage.launch('one', 'prod1', { 'max-size': '100k', 'max-file': '8', compress: 'true' });
    prod2 = await stage.launch('two', 'prod2', { 'max-size': '100k', 'max-file': '8' });
    single = await stage.launch('single', 'prod3', { 'max-size': '200k', 'max-file': '1' });
  });

  after(async () => {
    await stage?.strike();
  });

  it('arrive from before the start, over many rotations, compressed or deleted', async (t) => {
    for (const producer of stage.producers) await producer.allow(100);
    stage.agent.start();
    await stage.flow(stage.producers, 2400);
    await stage.settleAndAudit(t);
  });

  it('arrive over docker restart, last words without a newline too', async (t) => {
    await stage.flow(stage.producers, 100);
    await Promise.all(stage.producers.map((producer) => stage.printed(producer)));
    for (const producer of stage.producers) await producer.end('restart');
    await stage.flow(stage.producers, 200);
    await stage.settleAndAudit(t);
  });

  it('arrive over docker rename', async (t) => {
    await stage.flow([prod2], 100);
    await prod2.rename('renamed-2');
    await stage.flow([prod2], 300);
    await stage.settleAndAudit(t);
    const renamed = await stage.named('renamed-2');
    assert.ok(renamed >= 150, `${renamed} documents bear the new name`);
  });

  it('arrive over five SIGKILLs of the agent in the middle of the flow', async (t) => {
    for (let kill = 0; kill < 5; kill++) {
      const flowing = stage.flow([prod1, prod2], 300);
      const goal = (await stage.stored(prod1)) + 60 + 40 * kill;
      await until('in the middle', async () => (await stage.stored(prod1)) >= goal);
      await stage.agent.kill();
      stage.agent.start();
      await flowing;
    }
    await stage.settleAndAudit(t);
  });

  it('arrive of files rotated and compressed, and of a container restarted, while the agent was stopped', async (t) => {
    await stage.settleAndAudit(t);
    assert.equal(await stage.agent.stop(), 0);
    await prod1.allow(400);
    await prod2.allow(100);
    await Promise.all([stage.printed(prod1), stage.printed(prod2)]);
    await prod1.end('stop');
    // The next run's first line follows last words without a newline, and nobody saw the container stand still.
    await prod2.end('restart');
    await prod2.allow(50);
    await stage.printed(prod2);
    stage.agent.start();
    await stage.settleAndAudit(t);
    await stage.engine.docker('start', prod1.name);
  });

  it('arrive of a container that is removed, and of the next one under its name', async (t) => {
    await stage.flow([prod1], 100);
    await stage.printed(prod1);
    await prod1.end('stop');
    await prod1.remove();
    prod1.name = '';
    const successor = await stage.launch('successor', 'prod1', {
      'max-size': '100k',
      'max-file': '5',
      compress: 'true',
    });
    await stage.flow([successor, single], 300);
    await stage.settleAndAudit(t);
  });

  it('are not sent again after a stop and a start', async (t) => {
    assert.equal(await stage.agent.stop(), 0);
    stage.agent.start();
    await stage.flow([prod2], 50);
    await stage.settleAndAudit(t);
  });
});
