import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

/** What someone prints who wants to be more than a line. */
const TEXTS = [
  '"}\n{"delete":{"_id":"x"}}\n{"create":{"_index":"other"}}\n{"message":"injected"}',
  '\\n{"delete":{"_id":"x"}}\\n',
  '\\"}\\u000a{"create":{}}',
  '{"message":"a document inside","container":{"name":"other"}}',
  '\u001b[2J\u001b]0;title\u0007 \u009b31m red',
  '<script>alert(1)</script>&lt;img src=x onerror=alert(1)>',
  '\u2028 \u2029 \ufeff \ufffd \u0000 \u007f',
  '\r carriage return \t tab \u000b \u000c',
  '203.0.113.9 - - [01/May/2024:10:00:00 +0000] "GET /"};{"create":{} HTTP/1.1" 200 5 "-" "-" trailing',
  '203.0.113.9 - - [99/Foo/2024:99:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"',
  '__proto__ constructor {"__proto__":{"polluted":true}}',
  '\x24{jndi:ldap://example.invalid/a} %s %n $(reboot) `reboot`',
  '👩‍👩‍👧‍👦 Ω≈ç√ مرحبا 𝒳 \u202e backwards',
  'Currently running 1 workers. Queue size: 0',
];

test('hostile-lines: a line stays a line, whatever stands in it', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({
    name: 'prod1',
    image: 'image"}\n{"delete":{}}\u001b[31m:1',
    labels: { 'a"}\n{"x': '"}\n{"delete":{"_id":"x"}}\n', __proto__x: '<b>', html: '<script>' },
  });
  for (const text of TEXTS) {
    container.print(text);
    container.print(text, { stream: 'stderr' });
  }
  const agent = scenario.startAgent('prod1', '--colours', 'keep');
  await scenario.delivered();
  container.print('the last one');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${TEXTS.length} hostile texts`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal would obey.
  assert.doesNotMatch(agent.output, /[\u001b\u009b\u0007]/);
  assert.equal(scenario.elasticsearch.seen.refused, 0);
});
