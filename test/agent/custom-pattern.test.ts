import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

const WORKER =
  '(?<when>\\S+) \\[(?<worker>[^\\]]*)\\] (?<level>[A-Z]+): (?<message>.*?)(?: in (?<ms>\\d+) ms)?';
const KEY_VALUE = 'user="(?<user>[^"]*)" token=(?<token>\\S+)';

test('custom-pattern: named groups become fields, the first pattern that fits counts', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 50; i++) {
    container.printLine((token) => ({
      text: `06:13:20 [w-${i}] INFO: order "é🚀\\" ${token} stored in ${i} ms`,
      fields: undefined,
      members: {
        when: '06:13:20',
        worker: `w-${i}`,
        level: 'INFO',
        message: `order "é🚀\\" ${token} stored`,
        ms: i,
      },
    }));
    container.printLine((token) => ({
      text: `06:13:20 [] WARN: ${token}`,
      fields: undefined,
      members: { when: '06:13:20', worker: '', level: 'WARN', message: token },
    }));
    container.printLine((token) => ({
      text: `user="frank" token=${token}`,
      fields: undefined,
      members: { user: 'frank', token },
    }));
    container.print('of neither');
  }
  const patterns = ['--pattern', WORKER, '--pattern', KEY_VALUE, '--pattern-numbers', 'ms'];
  const agent = scenario.startAgent('prod1', ...patterns);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('two patterns');
});

test('custom-pattern: what is of none is dropped by choice', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.writeRaw('{"log":"of neither\\n","stream":"stdout","time":"2024-06-10T06:13:20.1Z"}\n');
  container.printLine((token) => ({
    text: `user="x" token=${token}`,
    fields: undefined,
    members: { user: 'x', token },
  }));
  const agent = scenario.startAgent('prod1', '--pattern', KEY_VALUE, '--unmatched', 'drop');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('one of two');
});

test('custom-pattern: names as in grok, objects, numbers and a timestamp that is one or is elsewhere', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const times = [
    ['[10/Jun/2024:06:13:20 +0200]', { timestamp: '2024-06-10T06:13:20+02:00' }],
    ['[2024-06-10 06:13:20,5]', { timestamp: '2024-06-10T06:13:20.5' }],
    ['[Jun 10 06:13:20]', { time: 'Jun 10 06:13:20' }],
    ['[soon]', { time: 'soon' }],
  ] as const;
  for (const [written, time] of times) {
    for (const [took, number] of [
      ['7', { took: 7 }],
      ['99999999999999999999', { took_text: '99999999999999999999' }],
      ['-', { took_text: '-' }],
    ] as const) {
      container.printLine((token) => ({
        text: `${written} 203.0.113.9 ${token} ${took}`,
        fields: undefined,
        members: { ...time, client_side: { ip: '203.0.113.9' }, order: token, ...number },
      }));
    }
  }
  const pattern = '\\[%{DATA:timestamp}\\] %{IP:client_side.ip} %{ORDER:order} %{NOTSPACE:took:int}';
  const own = ['--pattern-definition', 'ORDER=%{NOTSPACE}'];
  const agent = scenario.startAgent('prod1', '--pattern', pattern, ...own);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('names as in grok');
});
