import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('host-killed: one of three hosts stops under load, the other two take everything while it is down', async (t) => {
  const scenario = await Scenario.beginCluster(t, 3);
  const { accepted } = scenario.elasticsearch;
  const killed = scenario.hosts[1]!;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(22));
  const acknowledged = { documents: 0, at: 0, longestGap: 0 };
  const writer = new BusyWriter(
    () => {
      noteGap(acknowledged, accepted.size);
      for (let i = 0; i < 20; i++) container.printLine(make);
    },
    () => scenario.waiting < 20_000,
  );
  const agent = scenario.startAgent('prod1', '--batch-bytes', '32kib', '--listen', '127.0.0.1:0');
  await waitFor(() => killed.seen.bulks > 10, 'that it is used');
  // Documents that it has stored, and requests under way whose answers will be lost.
  killed.inject = () => ({ kind: 'reply-lost' });
  const lost = killed.seen.bulks;
  await waitFor(() => killed.seen.bulks > lost, 'a request whose answer is lost');
  await killed.refuse();

  const before = accepted.size;
  await waitFor(
    () => accepted.size > before + 10_000,
    () => `10,000 documents more by two hosts${agent.tail()}`,
  );
  assert.equal(await agent.unready(), undefined, 'two of three are enough');
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const gap = Math.round(acknowledged.longestGap);
  await scenario.assertDelivered(`1 of 3 hosts killed, longest time without an acknowledgement ${gap} ms`);
});

interface Acknowledged {
  documents: number;
  at: number;
  longestGap: number;
}

/** Measured from the first acknowledgement on, while lines keep coming. */
function noteGap(acknowledged: Acknowledged, documents: number): void {
  const now = performance.now();
  if (acknowledged.documents > 0) {
    acknowledged.longestGap = Math.max(acknowledged.longestGap, now - acknowledged.at);
  }
  if (acknowledged.documents === documents) return;
  acknowledged.documents = documents;
  acknowledged.at = now;
}
