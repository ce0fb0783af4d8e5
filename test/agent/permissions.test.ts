import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const ERROR = 50;
const make = combinedLines(seededRandom(36));

/** Root may read everything; without these capabilities it may not, as in the agent's own image. */
const BOUND =
  process.getuid?.() === 0
    ? [
        'setpriv',
        '--bounding-set=-dac_override,-dac_read_search',
        '--inh-caps=-dac_override,-dac_read_search',
      ]
    : [];

test('permissions: files that appear with wrong permissions are read when they get right ones', async (t) => {
  const scenario = await Scenario.begin(t);
  const prod = scenario.docker.create({ name: 'prod1', maxFile: 5 });
  const other = scenario.docker.create({ name: 'prod2' });
  for (let i = 0; i < 50; i++) prod.printLine(make);
  prod.rotate();
  for (let i = 0; i < 50; i++) prod.printLine(make);
  const sibling = `${prod.logPath}.1`;
  for (const path of [sibling, prod.logPath]) fs.chmodSync(path, 0o000);
  const late = scenario.docker.create({ name: 'late' });
  const config = `${late.folder}/config.v2.json`;
  fs.chmodSync(config, 0o000);
  late.printLine(make);

  const agent = scenario.startAgentBy(BOUND, '*', '--scan-interval', '200ms');
  const unreadable = new Set([sibling, prod.logPath, config]);
  for (const path of unreadable) {
    const { remedy } = await agent.line(
      (line) => line.level === ERROR && line.path === path,
      `${path} unreadable`,
    );
    assert.match(String(remedy), /root/);
  }
  for (let i = 0; i < 50; i++) other.printLine(make);
  await agent.line(
    (line) => line.msg === 'Following container' && line.container === 'prod2',
    'prod2 followed',
  );

  // The older one first: what is newer would otherwise be handed on before it.
  for (const path of unreadable) {
    fs.chmodSync(path, 0o640);
    await agent.line((line) => line.msg === 'Readable again' && line.path === path, `${path} readable again`);
  }
  for (const container of [prod, late]) for (let i = 0; i < 10; i++) container.printLine(make);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('a live file, a rotated one and a config.v2.json');
  const told = agent.lines.filter(({ level }) => level === ERROR).map(({ path }) => path);
  assert.deepEqual(told.sort(), [...unreadable].sort(), 'each is told once');
});
