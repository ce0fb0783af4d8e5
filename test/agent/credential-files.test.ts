import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Bulk } from '../support/fault.ts';
import { Scenario } from '../support/scenario.ts';

const basic = (password: string): string => `Basic ${Buffer.from(`elastic:${password}`).toString('base64')}`;
const ERROR = 50;

/** Takes requests with this header alone. */
function only(header: string): (bulk: Bulk) => { kind: 'status'; status: number } | undefined {
  return ({ headers }) => (headers.authorization === header ? undefined : { kind: 'status', status: 401 });
}

test('credential-files: a password changes as Kubernetes changes a Secret, the next request has it, ready all the time', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const volume = join(scenario.folder, 'secret');
  const put = (version: string, password: string): void => {
    mkdirSync(join(volume, version), { recursive: true });
    writeFileSync(join(volume, version, 'password'), `${password}\n`);
    symlinkSync(version, join(volume, '..data_tmp'));
    renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
  };
  put('..2024_01_02_03_04_05.1', 'first');
  symlinkSync('..data/password', join(volume, 'password'));
  elasticsearch.inject = only(basic('first'));
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('by the first password');
  const credentials = ['--user', 'elastic', '--password-file', join(volume, 'password')];
  const agent = scenario.startAgent('prod1', ...credentials, '--listen', '127.0.0.1:0');
  await scenario.delivered();
  await agent.becomesReady();

  put('..2024_01_02_03_05_05.2', 'second');
  elasticsearch.inject = only(basic('second'));
  for (let i = 0; i < 100; i++) container.print(`by the second password ${i}`);
  await scenario.delivered();
  await agent.line(({ msg }) => msg.startsWith('A file has changed'), 'that it has changed');
  assert.deepEqual(
    agent.lines.filter(({ level }) => level >= ERROR),
    [],
    'no request was refused',
  );

  // Elasticsearch has the new password before the file has it: known by a refusal while the request is under way.
  elasticsearch.inject = (bulk) => {
    elasticsearch.inject = only(basic('third'));
    put('..2024_01_02_03_06_05.3', 'third');
    return only(basic('third'))(bulk);
  };
  container.print('by the third password');
  await scenario.delivered();
  assert.equal(await agent.unready(), undefined);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.deepEqual(
    agent.lines.filter(({ level }) => level >= ERROR),
    [],
    'the file was looked at again before anything was said',
  );
  await scenario.assertDelivered('three passwords in one run');
});

test('credential-files: a token file that is emptied: the last token is used on, a warning says so; the right one ends a refusal', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const file = join(scenario.folder, 'token');
  writeFileSync(file, 'AAEAAWVsYXN0aWM6b25l\n');
  elasticsearch.inject = only('Bearer AAEAAWVsYXN0aWM6b25l');
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', '--bearer-token-file', file, '--listen', '127.0.0.1:0');
  container.print('by the first token');
  await scenario.delivered();
  await agent.line(({ msg }) => msg.startsWith('Every user of this machine can read'), 'who may read it');

  truncateSync(file);
  const warning = await agent.line(({ msg }) => msg.startsWith('A file cannot be used'), 'a warning');
  assert.deepEqual([warning.option, warning.cause], ['--bearer-token-file', 'it is empty']);
  container.print('by the last token that there was');
  await scenario.delivered();

  elasticsearch.inject = only('Bearer AAEAAWVsYXN0aWM6dHdv');
  container.print('by the second token');
  await agent.becomesUnready(/check the user and password|--bearer-token-file/);
  writeFileSync(file, 'AAEAAWVsYXN0aWM6dHdv');
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.doesNotMatch(agent.output, /AAEAAWVsYXN0aWM/);
  await scenario.assertDelivered('a token file that was empty for a while');
});
