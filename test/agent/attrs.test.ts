import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

test('attrs: what log-opts labels, env and tag add is in every document', async (t) => {
  const scenario = await Scenario.begin(t);
  const make = combinedLines(seededRandom(5));
  const attrs = '{"com.example.team":"shop","tag":"httpd:2.4/web"}';
  const tagged = scenario.docker.create({ name: 'tagged', attrs });
  const bare = scenario.docker.create({ name: 'bare' });
  const agent = scenario.startAgent('*');
  for (let i = 0; i < 50; i++) {
    for (const container of [tagged, bare]) {
      container.printLine(make);
      container.print('a message', { stream: 'stderr' });
    }
  }
  tagged.print('x'.repeat(40_000));
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('with attrs and without');
  for (const source of (await scenario.documents()).values()) {
    const found = field(source, 'container.attrs');
    const expected = { com_example_team: 'shop', tag: 'httpd:2.4/web' };
    assert.deepEqual(found, field(source, 'container.name') === 'tagged' ? expected : undefined);
  }
});
