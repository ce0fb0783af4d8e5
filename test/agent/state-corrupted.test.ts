import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import type { AgentProcess } from '../support/agent-process.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const SEEDS = 8;

for (const name of ['state.db', 'state.db-wal']) {
  test(`state-corrupted: random bytes in ${name}: the agent starts all the same, nothing lost, nothing doubled`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1', maxSize: 30_000, maxFile: 200 });
    const make = combinedLines(seededRandom(45));
    const print = (lines: number): void => {
      for (let i = 0; i < lines; i++) container.printLine(make);
    };
    let reported = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const agent = scenario.startAgent('prod1');
      print(200);
      await saved(scenario, container);
      // Only a stop empties the write-ahead log into the file; after it there is none.
      if (name === 'state.db') await agent.stop();
      else await agent.kill();
      reported += reportsDamage(agent) ? 1 : 0;
      damage(join(scenario.stateDir, name), seed);
      print(50);
    }
    const agent = scenario.startAgent('prod1');
    await saved(scenario, container);
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    reported += reportsDamage(agent) ? 1 : 0;
    const { duplicates } = scenario.elasticsearch.seen;
    await scenario.assertDelivered(
      `${SEEDS} times damaged, ${reported} times reported, ${duplicates.toLocaleString('en')} documents sent again`,
    );
  });
}

test('state-corrupted: what is left is no database at all, or empty, or cut', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const file = join(scenario.stateDir, 'state.db');
  const wrecks = [
    () => writeFileSync(file, 'no database'),
    () => writeFileSync(file, ''),
    () => writeFileSync(file, readFileSync(file).subarray(0, 5000)),
    () => writeFileSync(file, Buffer.alloc(20_000)),
    () => rmSync(file),
  ];
  for (const wreck of wrecks) {
    const agent = scenario.startAgent('prod1');
    for (let i = 0; i < 50; i++) container.print('a line');
    await scenario.delivered();
    await agent.stop();
    wreck();
  }
  const agent = scenario.startAgent('prod1');
  container.print('the last');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${wrecks.length} state files wrecked`);
});

function reportsDamage({ lines }: AgentProcess): boolean {
  return lines.some(({ msg }) => /was damaged/.test(msg));
}

/** Waits until everything that was printed is delivered, and noted as such in the state. */
async function saved(scenario: Scenario, container: FakeContainer): Promise<void> {
  await scenario.delivered();
  await waitFor(() => savedBytes(scenario.stateDir) === loggedBytes(container), 'that offsets are saved');
}

function savedBytes(stateDir: string): number {
  const database = openSqlite(join(stateDir, 'state.db'), { readonly: true });
  try {
    const rows = database.prepare<[], string>('SELECT generations FROM containers').pluck().all();
    const saved = rows.flatMap((row) => JSON.parse(row) as { offset: number }[]);
    return saved.reduce((sum, { offset }) => sum + offset, 0);
  } finally {
    database.close();
  }
}

function loggedBytes({ folder }: FakeContainer): number {
  const logs = readdirSync(folder).filter((name) => name.includes('-json.log'));
  return logs.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** Only `seed` chooses what: a failure can be repeated. */
function damage(file: string, seed: number): void {
  const bytes = readFileSync(file);
  const random = seededRandom(seed);
  for (let i = 0; i < 2 ** (seed - 1); i++) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  writeFileSync(file, bytes);
}
