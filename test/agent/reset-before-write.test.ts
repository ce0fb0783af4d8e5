import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const RESETS: Readonly<Record<string, (socket: Socket) => void>> = {
  'as soon as it is made': (socket) => socket.resetAndDestroy(),
  'in the middle of a request': (socket) => socket.once('data', () => socket.resetAndDestroy()),
};

for (const [name, reset] of Object.entries(RESETS)) {
  test(`reset-before-write: a connection is reset ${name}: nothing was stored, all goes again`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch } = scenario;
    let connections = 0;
    elasticsearch.onConnection = (socket) => {
      if (++connections <= 10) reset(socket);
    };
    const container = scenario.docker.create({ name: 'prod1' });
    const make = combinedLines(seededRandom(33));
    for (let i = 0; i < 2000; i++) container.printLine(make);
    const agent = scenario.startAgent('prod1', '--batch-bytes', '128kib');
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered('10 connections reset');
    assert.ok(connections > 10);
    assert.equal(elasticsearch.seen.duplicates, 0);
  });
}
