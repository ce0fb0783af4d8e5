import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

/** The arguments, and what the sentence must name. */
const MISTAKES: readonly (readonly [readonly string[], RegExp])[] = [
  [['--elasticsearch', 'es01:9200'], /--elasticsearch.*http:\/\/es01:9200/],
  [['--elasticsearch', 'ftp://es01'], /--elasticsearch.*ftp/],
  [['--index', 'Logs'], /--index.*"Logs".*lower case/],
  [['--from', 'middle'], /--from.*"middle".*beginning.*end/],
  [['--unmatched', 'keep'], /--unmatched.*"keep".*ship.*drop/],
  [['--batch-bytes', 'big'], /--batch-bytes.*"big".*1mib/],
  [['--scan-interval', '10'], /--scan-interval.*"10".*10s/],
  [['--max-shippers', '0'], /--max-shippers.*"0"/],
  [['--min-shippers', '9', '--max-shippers', '3'], /--min-shippers.*--max-shippers/],
  [['--budget', '1mib', '--batch-bytes', '1mib'], /--budget.*--batch-bytes/],
  [['--index', 'a', '--index', 'b'], /--index is given twice\. Give it once\./],
  [['--listen', 'nowhere'], /--listen.*"nowhere"/],
  [['--log-level', 'loud'], /--log-level.*"loud".*debug/],
  [['--elasticserch', 'http://es01:9200'], /--elasticserch[\s\S]*--elasticsearch/],
  [['--containers-dir', '/nowhere/containers'], /\/nowhere\/containers/],
  [['--ca-file', '/nowhere/ca.pem'], /\/nowhere\/ca\.pem/],
];

for (const [args, sentence] of MISTAKES) {
  test(`bad-options: ${args.join(' ')}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const agent = scenario.startAgent('prod1', ...args);
    const { code } = await agent.exited;
    assert.notEqual(code, 0);
    assert.match(agent.output, sentence);
    assert.doesNotMatch(agent.output, /\n\s+at /, 'a mistake needs no stack');
    assert.ok(agent.output.trim().split('\n').length <= 3, agent.output);
  });
}

test('bad-options: folders that are none', async (t) => {
  const scenario = await Scenario.begin(t);
  const file = join(scenario.folder, 'file');
  writeFileSync(file, '');
  for (const option of ['--containers-dir', '--state-dir']) {
    const agent = scenario.startAgent('prod1', option, file);
    const { code } = await agent.exited;
    assert.notEqual(code, 0, option);
    assert.ok(agent.output.includes(file), agent.output);
    assert.doesNotMatch(agent.output, /\n\s+at /);
  }
});

test('bad-options: a state folder is made when its parent is there', async (t) => {
  const scenario = await Scenario.begin(t);
  mkdirSync(join(scenario.folder, 'var'));
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = scenario.startAgent('prod1', '--state-dir', join(scenario.folder, 'var', 'logagent'));
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});

test('bad-options: a misspelt variable is a warning that names the right one, and not its value', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const env = {
    LOGAGENT_API_KYE: 's3cr3t',
    LOGAGENT_FLAVOUR: 'sweet',
    LOGAGENT_PORT_9600_TCP: 'tcp://10.0.0.1:9600',
  };
  const agent = scenario.runWith(env, '--containers', 'prod1', ...scenario.options());
  await scenario.delivered();
  const { level, variables, meant } = await agent.line(({ msg }) => /^Environment variables/.test(msg), 'it');
  assert.deepEqual(
    [level, variables, meant],
    [40, ['LOGAGENT_API_KYE', 'LOGAGENT_FLAVOUR'], ['LOGAGENT_API_KEY']],
  );
  assert.doesNotMatch(agent.output, /s3cr3t/);
  await agent.stop();
});
