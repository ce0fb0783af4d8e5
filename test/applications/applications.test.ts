import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { AgentProcess } from '../docker/agent-process.ts';
import { type StartedCluster, type StoredDocument, startCluster } from '../docker/cluster.ts';
import { until } from '../docker/commands.ts';
import { type Engine, startEngine } from '../docker/engine.ts';
import { seededRandom } from '../support/lines.ts';
import { APPLICATIONS, expectedOf, faultsOf, IMAGE } from './applications.ts';

const KILLS = Number(process.env.LOGAGENT_TEST_KILLS ?? 20);
const EVENTS = 1500;
const PAUSE_MS = 20;
const LONGEST_LIFE_MS = 1500;
const LONGEST_PAUSE_MS = 500;
/** A file has room for some twenty traces, so that many a rotation is in the middle of one. */
const LOG = { 'max-size': '30k', 'max-file': '60' };
const INDEX = 'applications';

describe('events of nginx, pino, Logback, PostgreSQL, Python and Go in one index', () => {
  let engine: Engine;
  let elastic: StartedCluster;
  let agent: AgentProcess;
  let folder: string;
  const started: string[] = [];
  const seed = Date.now() % 2 ** 31;
  const random = seededRandom(seed);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'logagent-applications-'));
    [engine, elastic] = await Promise.all([startEngine(), startCluster()]);
    const options = {
      '--containers': APPLICATIONS.map(({ name }) => name).join(),
      '--containers-dir': engine.containersDir,
      '--elasticsearch': elastic.urls.join(),
      '--index': INDEX,
      '--state-dir': join(folder, 'state'),
    };
    agent = new AgentProcess(Object.entries(options).flat(), join(folder, 'agent.log'));
  });

  after(async () => {
    await agent?.kill();
    if (started.length > 0) await engine.docker('rm', '--force', '--volumes', ...started);
    await Promise.all([engine?.stop(), elastic?.stop()]);
    if (process.env.KEEP === undefined) await rm(folder, { recursive: true, force: true });
  });

  it(`are a document each with time, level and message, over ${KILLS} SIGKILLs and rotations in the middle of traces`, async (t) => {
    t.diagnostic(`seed ${seed}`);
    agent.start();
    for (const application of APPLICATIONS) {
      const options = Object.entries(LOG).flatMap(([key, value]) => ['--log-opt', `${key}=${value}`]);
      const command = application.command(EVENTS, PAUSE_MS);
      started.push(application.name);
      await engine.docker('run', '-d', '--name', application.name, ...options, IMAGE, ...command);
    }
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(random() * LONGEST_LIFE_MS);
      await agent.kill();
      await sleep(random() * LONGEST_PAUSE_MS);
      agent.start();
    }
    const expected = APPLICATIONS.flatMap((application) => expectedOf(application, EVENTS)).length;
    const isThere = async () => (await elastic.cluster.count(INDEX)) >= expected;
    await until('as many documents as events', isThere, 120_000);
    const faults = await until('the last one', async () => {
      const found = faultsIn(await elastic.cluster.documents(INDEX));
      return found.some((fault) => fault.includes('is in 0 documents')) ? undefined : found;
    }).catch(async () => faultsIn(await elastic.cluster.documents(INDEX)));
    const simple = await elastic.cluster.count(INDEX, { 'event.kind': 'pipeline_error' });
    const counts = `${expected} documents of numbered events, ${simple} of them in simple form`;
    t.diagnostic(`${KILLS} SIGKILLs, ${counts}, ${faults.length} faults`);
    assert.deepEqual(faults.slice(0, 5), []);
    assert.equal(await agent.stop(), 0);
    assert.doesNotMatch(
      await readFile(join(folder, 'agent.log'), 'utf8'),
      /"refused":[1-9]|dead letter|"level":50/i,
    );
  });

  function faultsIn(documents: readonly StoredDocument[]): string[] {
    return APPLICATIONS.flatMap((application) => {
      const own = documents.filter(
        ({ _source }) => (_source.container as { name?: string }).name === application.name,
      );
      return faultsOf(application, EVENTS, own).map((fault) => `${application.name}: ${fault}`);
    });
  }
});
