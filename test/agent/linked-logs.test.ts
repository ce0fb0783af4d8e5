import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

const SECRET = 'root:$6$rounds=4096$salt$hash:19000:0:99999:7:::\n';

test('linked-logs: a log that is a link out of Docker’s folders is told once and not shipped', async (t) => {
  const { scenario, outside } = await begin(t);
  const prod = scenario.docker.create({ name: 'prod1' });
  prod.print('before');
  // The log itself, a rotated file, and the metadata.
  for (const [name, nameOf] of Object.entries({
    live: (path: string) => path,
    rotated: (path: string) => `${path}.1`,
  })) {
    const { logPath } = scenario.docker.create({ name });
    fs.rmSync(nameOf(logPath), { force: true });
    fs.symlinkSync(join(outside, 'shadow'), nameOf(logPath));
  }
  const { folder } = scenario.docker.create({ name: 'described' });
  fs.rmSync(join(folder, 'config.v2.json'));
  fs.symlinkSync(join(outside, 'shadow'), join(folder, 'config.v2.json'));
  const agent = scenario.startAgent('*', '--scan-interval', '200ms');
  const told = () => agent.lines.filter(({ msg }) => /^Cannot read this file/.test(String(msg)));
  await agent.line(() => told().length >= 3, 'each link');
  prod.print('after');
  await scenario.delivered();
  assert.equal(told().length, 3);
  for (const { cause, remedy } of told()) {
    assert.match(String(cause), new RegExp(`a link to ${outside}/shadow`));
    assert.match(String(remedy), /--allow-linked-logs/);
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('three links to a file of the host');
});

test('linked-logs: links within Docker’s folder are followed, and those that --allow-linked-logs names', async (t) => {
  const { scenario, outside } = await begin(t);
  // By these it is known as Docker's.
  for (const name of ['image', 'volumes']) fs.mkdirSync(join(scenario.folder, name));
  const moved = [join(scenario.folder, 'elsewhere'), outside].map((place, n) => {
    fs.mkdirSync(place, { recursive: true });
    const container = scenario.docker.create({ name: `prod${n}` });
    container.print('first');
    const target = join(place, 'log');
    fs.renameSync(container.logPath, target);
    fs.symlinkSync(target, container.logPath);
    return container;
  });
  scenario.startAgent('*', '--allow-linked-logs', outside);
  await scenario.delivered();
  for (const container of moved) container.print('second');
  await scenario.delivered();
  await scenario.assertDelivered('two logs that are links');
});

/** A scenario and a folder that is not of it. */
async function begin(t: TestContext): Promise<{ scenario: Scenario; outside: string }> {
  const scenario = await Scenario.begin(t);
  const outside = fs.mkdtempSync(join(tmpdir(), 'logagent-outside-'));
  t.after(() => fs.rmSync(outside, { recursive: true, force: true }));
  fs.writeFileSync(join(outside, 'shadow'), SECRET);
  return { scenario, outside };
}
