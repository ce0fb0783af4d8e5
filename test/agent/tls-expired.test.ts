import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expired, good, key } from '../ship/certificates.ts';
import type { LogLine } from '../support/agent-process.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const ERROR = 50;

test('tls-expired: the certificate expires in the middle and is renewed: unready with the remedy, nothing lost', async (t) => {
  const scenario = await Scenario.begin(t, { certificate: { key, cert: good } });
  const { elasticsearch } = scenario;
  const caFile = join(scenario.folder, 'ca.pem');
  writeFileSync(caFile, good);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(35));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--ca-file', caFile, '--listen', '127.0.0.1:0');
  await scenario.delivered();

  elasticsearch.renew({ key, cert: expired });
  for (let i = 0; i < 500; i++) container.printLine(make);
  await agent.becomesUnready(/TLS certificate has expired; renew the certificate/);
  const isLoud = ({ level, remedy }: LogLine): boolean =>
    level >= ERROR && remedy === 'renew the certificate';
  await agent.line(isLoud, 'a loud error with the remedy');
  assert.equal(scenario.waiting, 500, 'nothing goes to a host that is not proven to be the right one');

  elasticsearch.renew({ key, cert: good });
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('expired, then renewed');
});
