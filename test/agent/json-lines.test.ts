import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, type Line, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

/** A line of JSON, and the fields that its document must have. */
const json = (members: object, expected: object = members): Line => ({
  text: JSON.stringify(members),
  fields: undefined,
  members: { ...expected },
});

/** As loggers write them. */
const LOGGERS: Readonly<Record<string, (token: string) => Line>> = {
  pino: (token) =>
    json({ level: 30, time: 1718000000123, pid: 7, hostname: 'web', msg: `"done" ${token}`, ms: 12.5 }),
  bunyan: (token) =>
    json({ name: 'shop', v: 0, time: '2024-06-10T06:13:20.123Z', req: { url: '/a?b=<c>&d' }, msg: token }),
  zap: (token) =>
    json({ level: 'info', ts: 1718000000.12, caller: 'a/b.go:17', msg: 'stored\n\tat é🚀', id: token }),
  // Its own @timestamp is not the document's.
  'logstash-logback-encoder': (token) =>
    json(
      { '@timestamp': '2024-06-10T06:13:20.123+02:00', '@version': '1', message: token, level: 'INFO' },
      {
        '@version': '1',
        message: token,
        level: 'INFO',
        json: { '@timestamp': '2024-06-10T06:13:20.123+02:00' },
      },
    ),
};

for (const [name, line] of Object.entries(LOGGERS)) {
  test(`json-lines: members become fields: ${name}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    for (let i = 0; i < 100; i++) container.printLine(line);
    const agent = scenario.startAgent('prod1', '--format', 'json', '--json-fields', 'root');
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered(name);
  });
}

/** Texts that stay texts, with the token for `T`. */
const MESSAGES = [
  '["T"]',
  '"T"',
  'T',
  '{"":"T"}',
  '{"a..b":"T"}',
  '{"a":"T"',
  '{"a":"T"}}',
  '{"a":"T","b":01}',
  "{'a':'T'}",
  `{"a":"T","b":${'['.repeat(3000)}`,
  `${'{"a":'.repeat(21)}"T"${'}'.repeat(21)}`,
];

test('json-lines: what is no object, or hostile, is lost neither', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  for (const message of MESSAGES) {
    container.printLine((token) => ({ text: message.replace('T', token), fields: undefined }));
  }
  container.printLine((token) => ({
    text: `{"n":0.50,"host":{"name":"not me"},"container.id":"x","_id":"y","t":"${token}","t":"${token} last"}`,
    fields: undefined,
    members: {
      n: 0.5,
      t: `${token} last`,
      json: { host: { name: 'not me' }, 'container.id': 'x', _id: 'y' },
    },
  }));
  // Longer than Docker's parts.
  container.printLine((token) => json({ text: 'x'.repeat(40_000), token }));
  const agent = scenario.startAgent('prod1', '--format', 'json', '--json-fields', 'root');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('hostile objects');
});

test('json-lines: containers choose by label, formats are tried in order', async (t) => {
  const scenario = await Scenario.begin(t);
  const make = combinedLines(seededRandom(3));
  const [json1, web, both] = [
    { name: 'json1', labels: { 'logagent.format': 'json' } },
    { name: 'web', labels: { 'logagent.format': 'combined, yaml' } },
    { name: 'both' },
  ].map((options) => scenario.docker.create(options));
  const agent = scenario.startAgent('*', '--format', 'json,combined', '--json-fields', 'root');
  for (let i = 0; i < 20; i++) {
    json1?.printLine((token) => json({ level: 30, msg: token }));
    web?.printLine(make);
    web?.print('{"a":"stays text"}');
    both?.printLine(make);
    both?.printLine((token) => json({ level: 30, msg: token }));
  }
  await scenario.delivered();
  const warning = await agent.line(({ msg }) => msg.startsWith('The label logagent.format'), 'a warning');
  assert.equal(warning.container, 'web');
  assert.equal(warning.format, 'yaml');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('three containers');
});

/** Two services, the second one in two containers, and an access log: each has what another has in another way. */
const APART = [
  { name: 'pino', labels: {}, within: 'pino' },
  { name: 'shop-web-1', labels: { 'com.docker.compose.service': 'web.v2' }, within: 'web_v2' },
  { name: 'shop-web-2', labels: { 'com.docker.compose.service': 'web.v2' }, within: 'web_v2' },
];

for (const where of ['json', 'container'] as const) {
  test(`json-lines: members below ${where} meet no other format's fields`, async (t) => {
    const scenario = await Scenario.begin(t);
    const containers = APART.map(({ within, ...options }) => ({
      container: scenario.docker.create(options),
      within,
    }));
    const access = scenario.docker.create({ name: 'access' });
    const make = combinedLines(seededRandom(4));
    for (let i = 0; i < 50; i++) {
      for (const { container, within } of containers) {
        container.printLine((token) => {
          const own = { request: { id: token }, status: 'ok', 'log.level': 'x', '@timestamp': i };
          const placed = where === 'json' ? own : { [within]: own };
          return json(
            { level: 30, ...own, msg: token },
            { json: placed, level: 'info', level_value: 30, message: token },
          );
        });
      }
      access.printLine(make);
    }
    const given = where === 'json' ? [] : ['--json-fields', where];
    const agent = scenario.startAgent('*', '--format', 'json,combined', ...given);
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    assert.deepEqual(
      agent.lines.filter(({ level }) => level >= 40),
      [],
    );
    await scenario.assertDelivered('three containers of JSON and an access log');
  });
}
