import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertDelivered } from '../support/audit.ts';
import { Scenario } from '../support/scenario.ts';

test('from-end: only what comes from now on is shipped, and a restart goes on where it was', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 2000, maxFile: 20 });
  const writeOld = (): void =>
    container.writeRaw('{"log":"old\\n","stream":"stdout","time":"2024-05-01T10:00:00Z"}\n');
  for (let i = 0; i < 100; i++) writeOld();
  const first = scenario.startAgent('prod*', '--from', 'end');
  await first.line(({ msg }) => msg === 'Following container', 'that prod1 is followed');
  for (let i = 0; i < 20; i++) container.print(`new ${i}`);
  await scenario.delivered();

  // A container that did not exist at the start is new as a whole.
  const born = scenario.docker.create({ name: 'prod2' });
  for (let i = 0; i < 20; i++) born.print(`born ${i}`);
  await scenario.delivered();
  await first.stop();

  for (let i = 0; i < 50; i++) container.print(`printed while stopped ${i}`);
  const second = scenario.startAgent('prod*', '--from', 'end');
  await scenario.delivered();
  await second.stop();
  const report = await scenario.audit();
  scenario.say(report, '100 older lines left out');
  assertDelivered(report);
  assert.equal(report.documents, report.lines);
});
