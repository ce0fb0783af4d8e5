/** The project's own compose file: what `prod1` printed is in the three-node cluster exactly once, whatever is killed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import { auditIds, strangeIds } from '../docker/audit.ts';
import { Cluster } from '../docker/cluster.ts';
import { project, run, until } from '../docker/commands.ts';
import { readContainerLog } from '../docker/docker-log.ts';
import { type Engine, startEngine } from '../docker/engine.ts';
import { field } from '../support/audit.ts';
import { freePort } from '../support/ports.ts';
import { assertChartable } from './charts.ts';

const INDEX = 'logs';

describe('the compose file', () => {
  let engine: Engine;
  let cluster: Cluster;
  let compose: (...args: string[]) => Promise<string>;

  before(async () => {
    engine = await startEngine();
    const port = await freePort();
    cluster = new Cluster(`http://127.0.0.1:${port}`);
    // Many small files: rotation happens, and nothing is deleted that the audit wants to read.
    const env = {
      ...engine.env,
      COMPOSE_PROJECT_NAME: `logagent-test-${process.pid}`,
      ES_PORT: String(port),
      PRODUCER_LOG_SIZE: '300k',
      PRODUCER_LOG_FILES: '500',
    };
    compose = (...args) => run('docker', ['compose', ...args], { env, cwd: project });
    await compose('up', '--detach', '--no-build');
  });

  after(async () => {
    if (process.env.KEEP === undefined) await compose?.('down', '--volumes', '--timeout', '5');
    await engine?.stop();
  });

  const inspect = (container: string, format: string): Promise<string> =>
    engine.docker('inspect', '--format', format, container);
  const green = (): Promise<unknown> => until('green with three nodes', () => cluster.isGreen(3), 300_000);
  const printed = async (): Promise<Awaited<ReturnType<typeof readContainerLog>>> =>
    readContainerLog(engine.containersDir, await inspect('prod1', '{{.Id}}'));

  /** SIGKILL, then a start by hand: a container that `docker kill` has ended is not restarted by its policy. */
  async function killAndStart(container: string): Promise<void> {
    await engine.docker('kill', '--signal', 'KILL', container);
    await until(
      `${container} ended`,
      async () => (await inspect(container, '{{.State.Running}}')) === 'false',
    );
    await engine.docker('start', container);
  }

  /**
   * Nothing on disk is missing in the cluster, and nothing is in the cluster that is not on disk: an `_id` is computed
   * from the files here, so that a line stored twice would stand there under an `_id` that no line has.
   */
  async function audit(t: TestContext): Promise<void> {
    const before = await printed();
    let documents: Awaited<ReturnType<typeof cluster.documents>> = [];
    // Batches arrive in any order: while an old one backs off, newer lines may already make up the number.
    const complete = async (): Promise<boolean> => {
      if ((await cluster.count(INDEX)) < before.length) return false;
      documents = await cluster.documents(INDEX);
      return auditIds(before, documents).length === 0;
    };
    // What is still missing at the deadline is told below.
    await until(`${before.length} lines stored`, complete, 120_000).catch(() => {});
    const known = new Set((await printed()).map(({ id }) => id));
    const lost = auditIds(before, documents);
    const doubled = documents.filter(({ _id }) => !known.has(_id)).map(({ _id }) => _id);
    t.diagnostic(
      `printed ${before.length} to ${known.size}, stored ${documents.length}, lost ${lost.length}, doubled ${doubled.length}`,
    );
    assert.deepEqual(lost.slice(0, 5), []);
    assert.deepEqual(doubled.slice(0, 5), []);
    assert.deepEqual(strangeIds(documents), []);
    // The restart policy would hide a crash from all of the above.
    assert.equal(await inspect('logagent', '{{.RestartCount}}'), '0', 'the agent has never ended by itself');
  }

  /** Lets the producer print so many lines more. */
  async function more(lines: number): Promise<void> {
    const goal = (await printed()).length + lines;
    await until(`${goal} lines printed`, async () => (await printed()).length >= goal);
  }

  it('ships what was printed before the cluster was up', async (t) => {
    const early = await printed();
    await green();
    t.diagnostic(`${(await printed()).length} lines were printed before the cluster was green`);
    assert.ok((await printed()).length > early.length);
    await audit(t);
  });

  it('publishes the cluster on loopback only', async () => {
    const ports = await inspect('es01', '{{json .HostConfig.PortBindings}}');
    assert.deepEqual(
      Object.values(JSON.parse(ports) as Record<string, { HostIp: string }[]>)
        .flat()
        .map((p) => p.HostIp),
      ['127.0.0.1'],
    );
    assert.equal(await inspect('es02', '{{json .HostConfig.PortBindings}}'), '{}');
  });

  it('restricts the agent and finds it healthy', async () => {
    const host = JSON.parse(await inspect('logagent', '{{json .HostConfig}}')) as Record<string, unknown>;
    assert.equal(host.ReadonlyRootfs, true);
    assert.deepEqual(host.CapDrop, ['ALL']);
    assert.deepEqual(host.SecurityOpt, ['no-new-privileges:true']);
    await until('healthy', async () => (await inspect('logagent', '{{.State.Health.Status}}')) === 'healthy');
  });

  it('loses and doubles nothing when the agent is killed', async (t) => {
    for (let kill = 0; kill < 3; kill++) {
      await more(300);
      await killAndStart('logagent');
    }
    await more(300);
    await audit(t);
  });

  it('loses and doubles nothing when a node of the cluster is killed', async (t) => {
    await engine.docker('kill', '--signal', 'KILL', 'es02');
    await more(1500);
    await engine.docker('start', 'es02');
    await green();
    await audit(t);
  });

  it('loses and doubles nothing when the producer is killed', async (t) => {
    await more(300);
    await killAndStart('prod1');
    await more(300);
    await audit(t);
  });

  it('has each line exactly once after the end, and can be charted and searched with no step in between', async (t) => {
    await engine.docker('stop', 'prod1');
    await audit(t);
    const [lines, documents] = [await printed(), await cluster.count(INDEX)];
    assert.equal(documents, lines.length);
    t.diagnostic(await assertChartable(cluster, INDEX));
    const hosts = (await cluster.documents(INDEX)).map(({ _source }) => field(_source, 'host.name'));
    assert.deepEqual([...new Set(hosts)], [readFileSync('/etc/hostname', 'utf8').trim()]);
    await compose('stop', 'agent');
    assert.equal(await inspect('logagent', '{{.State.ExitCode}}'), '0');
  });
});
