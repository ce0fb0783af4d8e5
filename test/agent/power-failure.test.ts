import assert from 'node:assert/strict';
import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const DELIVERED = 60;
const LOST = 20;

/** Lines of one length: new ones begin where lost ones did. */
function print(container: FakeContainer, count: number, wanted: (size: number) => void = () => {}): void {
  for (let i = 0; i < count; i++) {
    wanted(statSync(container.logPath).size);
    container.print('GET');
  }
}

/** Prints, waits until all is delivered and saved, and kills the agent. Returns where each line begins. */
async function deliverAndKill(scenario: Scenario, container: FakeContainer): Promise<number[]> {
  const begins: number[] = [];
  const agent = scenario.startAgent('prod1');
  print(container, DELIVERED, (size) => begins.push(size));
  await scenario.delivered();
  const { size } = statSync(container.logPath);
  await waitFor(
    () => savedOffset(scenario) === size,
    () => `${size} to be saved, ${savedOffset(scenario)} is${agent.tail()}`,
  );
  await agent.kill();
  return begins;
}

function savedOffset({ stateDir }: Scenario): number | undefined {
  const database = openSqlite(join(stateDir, 'state.db'), { readonly: true });
  const row = database.prepare<[], string>('SELECT generations FROM containers').pluck().get();
  database.close();
  const [saved] = JSON.parse(row ?? '[]') as { offset: number }[];
  return saved?.offset;
}

/** Everything printed is in the index once. Where lost lines stood are new ones, so offsets don't ascend. */
async function assertNothingLost(scenario: Scenario, what: string, broken = 0): Promise<void> {
  const { misordered: _, ...report } = await scenario.audit();
  scenario.say({ ...report, misordered: [] }, what);
  assert.deepEqual(report.lost, []);
  assert.deepEqual(report.doubled, []);
  assert.deepEqual(report.foreign, []);
  const tokens = new Set(report.wrong.map((text) => text.split(':')[0]));
  assert.equal(tokens.size, broken, report.wrong.join('\n'));
}

for (const [name, more] of [
  ['fewer new lines than were lost', LOST - 5],
  ['as many new lines', LOST],
  ['more new lines', 3 * LOST],
] as const) {
  test(`power-failure: delivered lines are lost from the file, ${name} take their offsets`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    const begins = await deliverAndKill(scenario, container);
    truncateSync(container.logPath, begins[DELIVERED - LOST]!);
    print(container, more);
    const agent = scenario.startAgent('prod1');
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    assert.match(agent.output, /Log file has lost its end/);
    await assertNothingLost(scenario, `${LOST} delivered lines lost from the file, ${more} new ones`);

    const again = scenario.startAgent('prod1');
    print(container, 5);
    await scenario.delivered();
    await again.stop();
    assert.doesNotMatch(again.output, /Log file has lost its end/, 'reading goes on at the new offset');
  });
}

for (const [where, rest] of [
  ['from a line’s beginning on', 0],
  ['from the middle of a line on', 10],
] as const) {
  test(`power-failure: NUL bytes stand where delivered lines did, ${where}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    const begins = await deliverAndKill(scenario, container);
    truncateSync(container.logPath, begins[DELIVERED - LOST]! + rest);
    truncateSync(container.logPath, begins[DELIVERED - 5]!);
    print(container, 2 * LOST);
    const agent = scenario.startAgent('prod1');
    await scenario.delivered();
    await agent.stop();
    // What is left of a line goes as far as the next LF, and so over the NUL bytes into the first new line.
    await assertNothingLost(scenario, `NUL bytes ${where}`, rest > 0 ? 1 : 0);
  });
}

test('power-failure: the file is cut in the middle of a line, and the next one is appended to its rest', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const begins = await deliverAndKill(scenario, container);
  truncateSync(container.logPath, begins[DELIVERED - LOST]! + 10);
  print(container, 2 * LOST);
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  await agent.stop();
  await assertNothingLost(scenario, 'cut in the middle of a line', 1);
  const documents = [...(await scenario.documents()).values()];
  const malformed = documents.filter(({ event }) => (event as { malformed?: true } | undefined)?.malformed);
  const first = container.printed[DELIVERED]!;
  assert.equal(malformed.length, 1);
  assert.ok(String(malformed[0]?.message).includes(first.token), 'the new line is in the broken one');
});
