import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

const WARNING = 'The log of this container can not be read';

test('log-driver: containers that are wanted and write no json-file are told of, each once; the others are read', async (t) => {
  const scenario = await Scenario.begin(t);
  const drivers = ['local', 'journald', 'none', 'gelf'];
  for (const logDriver of drivers) scenario.docker.create({ name: `silent-${logDriver}`, logDriver });
  scenario.docker.create({ name: 'not-wanted', logDriver: 'none' });
  const prod = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod*,silent-*,later', '--scan-interval', '200ms');
  prod.print('before');
  await scenario.delivered();
  const told = () => agent.lines.filter(({ msg }) => msg === WARNING);
  await agent.line(() => told().length >= drivers.length, 'a warning for each');
  // One that comes later, and is started and renamed.
  const later = scenario.docker.create({ name: 'later', logDriver: 'syslog', running: false });
  await agent.line(({ msg, container }) => msg === WARNING && container === 'later', 'that of the new one');
  later.noteRunning();
  later.rename('silent-later');
  later.stop();
  for (let i = 0; i < 5; i++) {
    prod.print('after');
    await scenario.delivered();
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const names = told().map(({ container }) => container);
  assert.deepEqual(names.sort(), ['later', ...drivers.map((driver) => `silent-${driver}`)].sort());
  for (const { level, cause, remedy } of told()) {
    assert.equal(level, 40);
    assert.match(String(cause), /^its log driver is "\w+" \(hostconfig\.json\)/);
    assert.match(String(remedy), /--log-driver json-file/);
  }
  await scenario.assertDelivered('five containers of other log drivers');
});
