import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AgentProcess } from '../support/agent-process.ts';
import { Scenario } from '../support/scenario.ts';

const SECRET = 's3cr3t-w0rd';
/** Also as it stands in a header. */
const encoded = Buffer.from(`elastic:${SECRET}`).toString('base64');

test('secrets: user, password, API key and token, given as options or in files, reach Elasticsearch and nothing else', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const sent: (string | undefined)[] = [];
  const troubles = [401, 403, 500];
  elasticsearch.inject = ({ headers }) => {
    sent.push(headers.authorization);
    const status = troubles.shift();
    return status === undefined ? undefined : { kind: 'status', status };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('hello');
  const url = elasticsearch.url.replace('//', `//elastic:${SECRET}@`);
  const outputs: string[] = [];
  const agent = scenario.startAgent('prod1', '--elasticsearch', url);
  await scenario.delivered();
  const shown = readFileSync(`/proc/${agent.pid}/cmdline`, 'utf8');
  assert.match(shown, /\/\/elastic:x+@127/);
  outputs.push(shown);
  await elasticsearch.refuse();
  container.print('while it is down');
  await agent.line(({ msg }) => /does not take requests/.test(msg), 'that it is down');
  await elasticsearch.listen();
  await scenario.delivered();
  await agent.stop();
  outputs.push(agent.output);
  assert.ok(
    sent.every((header) => header === `Basic ${encoded}`),
    String(sent),
  );

  const withKey = scenario.runWith(
    { LOGAGENT_API_KEY: SECRET, LOGAGENT_CONTAINERS: 'prod1', LOGAGENT_LISTEN: '127.0.0.1:0' },
    ...scenario.options(),
  );
  container.print('with a key');
  await scenario.delivered();
  outputs.push(readFileSync(`/proc/${withKey.pid}/cmdline`, 'utf8'), await statusPages(withKey));
  await withKey.stop();
  outputs.push(withKey.output);
  assert.equal(sent.at(-1), `ApiKey ${SECRET}`);

  const [file, other] = [join(scenario.folder, 'secret'), join(scenario.folder, 'two-lines')];
  writeFileSync(file, `${SECRET}\n`);
  writeFileSync(other, `${SECRET}\n${SECRET}`);
  const kinds = [
    [['--api-key-file', file], `ApiKey ${SECRET}`],
    [['--bearer-token-file', file], `Bearer ${SECRET}`],
    [['--user', 'elastic', '--password-file', file], `Basic ${encoded}`],
  ] as const;
  for (const [options, header] of kinds) {
    troubles.push(401);
    const byFile = scenario.startAgent('prod1', ...options, '--listen', '127.0.0.1:0');
    container.print(`with ${options[0]}`);
    await scenario.delivered();
    outputs.push(readFileSync(`/proc/${byFile.pid}/cmdline`, 'utf8'), await statusPages(byFile));
    writeFileSync(file, `${SECRET}\n${SECRET}`);
    await byFile.line(({ msg }) => msg.startsWith('A file cannot be used'), 'that it is of no use');
    writeFileSync(file, `${SECRET}\n`);
    await byFile.stop();
    outputs.push(byFile.output);
    assert.equal(sent.at(-1), header);
    const mistaken = scenario.startAgent('prod1', ...options.slice(0, -1), other);
    await mistaken.exited;
    assert.match(mistaken.output, /can't be used: it holds/);
    outputs.push(mistaken.output);
  }

  for (const bad of [`http//elastic:${SECRET}@es01`, `ftp://elastic:${SECRET}@es01:9200`]) {
    const mistaken = scenario.startAgent('prod1', '--elasticsearch', bad);
    await mistaken.exited;
    outputs.push(mistaken.output);
  }
  for (const output of outputs) {
    assert.ok(!output.includes(SECRET) && !output.includes(encoded), output);
  }
  for (const name of readdirSync(scenario.stateDir)) {
    assert.ok(!readFileSync(join(scenario.stateDir, name)).includes(SECRET), name);
  }
  await scenario.assertDelivered('5 agents with credentials');
});

/** Everything that an agent tells over HTTP. */
async function statusPages(agent: AgentProcess): Promise<string> {
  const { health } = await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  const pages = ['/healthz', '/readyz', '/metrics'].map(async (path) =>
    (await fetch(`${health}${path}`)).text(),
  );
  const text = (await Promise.all(pages)).join('');
  assert.match(text, /^ok\nready\n# HELP logagent_/);
  return text;
}
