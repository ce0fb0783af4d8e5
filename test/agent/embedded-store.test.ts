import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request } from 'undici';
import type { AgentProcess } from '../support/agent-process.ts';
import { assertDelivered, audit } from '../support/audit.ts';
import type { Documents, Source } from '../support/backend.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const LINES = 500;

interface Page {
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _source: Source }[] };
}

test('embedded-store: without Elasticsearch the documents are kept in a store of its own', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(18));
  for (let i = 0; i < LINES - 1; i++) container.printLine(make);
  container.print('the needle in the haystack');
  const folders = ['--containers-dir', scenario.docker.containersDir, '--state-dir', scenario.stateDir];
  const start = (): AgentProcess =>
    scenario.run(
      '--containers',
      'prod1',
      ...folders,
      '--store-listen',
      '127.0.0.1:0',
      '--log-level',
      'debug',
    );

  const first = start();
  const documents = await storedDocuments(first, LINES);
  const report = audit([container], documents);
  scenario.say(report, 'embedded store');
  assertDelivered(report);
  assert.deepEqual(await first.stop(), { code: 0, signal: null });

  // What is stored is there after a restart, and nothing is stored twice.
  const second = start();
  container.print('one more');
  assertDelivered(audit([container], await storedDocuments(second, LINES + 1)));

  const search = scenario.run('search', 'needle', '--state-dir', scenario.stateDir, '--json');
  assert.deepEqual(await search.exited, { code: 0, signal: null });
  const found = search.output.trim().split('\n');
  assert.equal(found.length, 1, search.output);
  assert.ok(found[0]?.includes('the needle in the haystack'));
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
});

/** Waits until the store has so many documents and reads them over HTTP. */
async function storedDocuments(agent: AgentProcess, count: number): Promise<Documents> {
  const { url } = await agent.line(({ msg }) => msg === 'Embedded store started', 'the address of the store');
  const base = String(url).replace(/\/$/, '');
  const ask = async <T>(path: string): Promise<T> =>
    (await (await request(`${base}${path}`)).body.json()) as T;
  await waitFor(
    async () => (await ask<{ count: number }>('/logs/_count')).count >= count,
    () => `${count} documents in the store${agent.tail()}`,
  );
  const page = await ask<Page>('/logs/_search?size=10000');
  return new Map(page.hits.hits.map((hit) => [hit._id, hit._source]));
}
