import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { AgentProcess } from './agent-process.ts';
import { type Audit, type Audited, assertDelivered, audit, summary } from './audit.ts';
import type { Backend, Documents } from './backend.ts';
import { readDeadLetters } from './dead-letters.ts';
import { FakeDocker } from './docker-writer.ts';
import { MemoryBackend } from './memory-backend.ts';
import { FakePods } from './pod-writer.ts';
import { RealBackend } from './real-backend.ts';
import { StandIn, type StandInOptions } from './stand-in.ts';
import { waitFor } from './wait.ts';

/** Servers to put behind the stand-in instead of memory, comma-separated. */
const REAL_SERVERS = process.env.LOGAGENT_TEST_ELASTICSEARCH?.split(',').filter((url) => url !== '') ?? [];

/** Everything one scenario needs, in its own temporary folder and index, gone after the test. */
export class Scenario {
  readonly folder = mkdtempSync(join(tmpdir(), 'logagent-scenario-'));
  readonly stateDir = join(this.folder, 'state');
  readonly docker = new FakeDocker(join(this.folder, 'containers'));
  readonly pods = new FakePods(join(this.folder, 'pods'));
  readonly elasticsearch: StandIn;
  /** All hosts of the cluster; the first is `elasticsearch`. */
  readonly hosts: StandIn[];
  readonly index = `logs-${randomBytes(6).toString('hex')}`;
  readonly agents: AgentProcess[] = [];
  /** Where its documents are looked for: `index`, or a name with `*`. */
  searched = this.index;
  /** Others that go after the test. */
  readonly otherIndices = new Set<string>();
  readonly #test: TestContext;

  private constructor(test: TestContext, options: StandInOptions) {
    const backend: Backend = REAL_SERVERS.length > 0 ? new RealBackend(REAL_SERVERS) : new MemoryBackend();
    this.elasticsearch = new StandIn(backend, options);
    this.hosts = [this.elasticsearch];
    this.#test = test;
    test.after(() => this.#close());
  }

  static async begin(test: TestContext, options: StandInOptions = {}): Promise<Scenario> {
    const scenario = new Scenario(test, options);
    await scenario.elasticsearch.listen();
    return scenario;
  }

  /** As `begin`, with so many hosts that share their documents. */
  static async beginCluster(test: TestContext, hosts: number): Promise<Scenario> {
    const scenario = await Scenario.begin(test);
    const { backend, accepted } = scenario.elasticsearch;
    while (scenario.hosts.length < hosts) {
      const host = new StandIn(backend, { accepted });
      await host.listen();
      scenario.hosts.push(host);
    }
    return scenario;
  }

  /** All hosts as `--elasticsearch` takes them. */
  get urls(): string {
    return this.hosts.map(({ url }) => url).join(',');
  }

  /** Starts an agent that follows `containers` on this scenario's folders; `options` replace or complete the usual ones. */
  startAgent(containers: string, ...options: string[]): AgentProcess {
    return this.run('--containers', containers, ...this.options(options), ...options);
  }

  /** As `startAgent`, on the folder of pods instead of Docker's. */
  startAgentOnPods(containers: string, ...options: string[]): AgentProcess {
    const pods = ['--pods-dir', this.pods.podsDir];
    const usual = this.options(['--containers-dir', ...options]);
    return this.run('--containers', containers, ...pods, ...usual, ...options);
  }

  /** The options that every agent of this scenario shares, but for those that are given `otherwise`. */
  options(otherwise: readonly string[] = []): string[] {
    const usual: Readonly<Record<string, string>> = {
      '--containers-dir': this.docker.containersDir,
      '--state-dir': this.stateDir,
      '--elasticsearch': this.urls,
      '--index': this.index,
      '--log-level': 'debug',
    };
    return Object.entries(usual)
      .filter(([name]) => !otherwise.includes(name))
      .flat();
  }

  /** Starts an agent with these arguments alone. */
  run(...args: string[]): AgentProcess {
    return this.runWith({}, ...args);
  }

  /** As `run`, with these environment variables. */
  runWith(env: Readonly<Record<string, string>>, ...args: string[]): AgentProcess {
    return this.#started(new AgentProcess(args, env));
  }

  /** As `startAgent`, by a command that runs the one behind it. */
  startAgentBy(wrapper: readonly string[], containers: string, ...options: string[]): AgentProcess {
    const args = ['--containers', containers, ...this.options(options), ...options];
    return this.#started(new AgentProcess(args, {}, undefined, wrapper));
  }

  /** Lines that were printed and have not been accepted yet. */
  get waiting(): number {
    return this.#printed() - this.elasticsearch.accepted.size;
  }

  /** Waits until Elasticsearch has accepted as many documents as lines were printed, and `more`. */
  async delivered(more = 0): Promise<void> {
    const { accepted } = this.elasticsearch;
    const wanted = this.#printed() + more;
    await waitFor(
      () => accepted.size >= wanted,
      async () => {
        const report = await this.audit();
        const last = this.agents.at(-1)?.tail() ?? '';
        return `${wanted} documents accepted; there are ${accepted.size}. ${summary(report)}${last}`;
      },
    );
  }

  /** Fails unless each printed line is in the index exactly once, right and in order, and none is a dead letter; says what was looked at. */
  async assertDelivered(what = ''): Promise<Audit> {
    return this.assertDeliveredBeside(0, what);
  }

  /** As `assertDelivered`, for an index that also holds `foreign` documents, which were not printed. */
  async assertDeliveredBeside(foreign: number, what = ''): Promise<Audit> {
    const report = await this.audit();
    this.say(report, what);
    assertDelivered(report.foreign.length === foreign ? { ...report, foreign: [] } : report);
    assert.deepEqual(readDeadLetters(this.stateDir), [], 'dead letters');
    return report;
  }

  say(report: Audit, what: string): void {
    this.#test.diagnostic(what === '' ? summary(report) : `${what}, ${summary(report)}`);
  }

  #started(agent: AgentProcess): AgentProcess {
    this.agents.push(agent);
    return agent;
  }

  get #containers(): Audited[] {
    return [...this.docker.containers, ...this.pods.containers];
  }

  #printed(): number {
    return this.#containers.reduce((sum, { printed }) => sum + printed.length, 0);
  }

  /** All documents of this scenario's index, or of those that are `searched`. */
  documents(): Promise<Documents> {
    return this.elasticsearch.backend.documents(this.searched);
  }

  /** What was printed against what is in the index, without judging it. */
  async audit(): Promise<Audit> {
    return audit(this.#containers, await this.documents());
  }

  async #close(): Promise<void> {
    for (const agent of this.agents) if (agent.running) await agent.kill();
    this.docker.close();
    this.pods.close();
    for (const host of this.hosts) await host.refuse();
    for (const index of [this.index, ...this.otherIndices])
      await this.elasticsearch.backend.deleteIndex(index);
    for (const index of [this.index, this.searched, ...this.otherIndices]) await this.#deleteTemplate(index);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Of whichever kind the server has; asking for the other one is answered by an error. */
  async #deleteTemplate(index: string): Promise<void> {
    for (const api of ['_index_template', '_template']) {
      const path = `/${api}/logagent-${index.replaceAll('*', 'any')}`;
      await this.elasticsearch.backend.answer({ method: 'DELETE', path, headers: {}, body: Buffer.alloc(0) });
    }
  }
}
