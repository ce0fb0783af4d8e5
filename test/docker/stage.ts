import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { AgentProcess } from './agent-process.ts';
import { auditIds, auditTexts, misordered, strangeIds } from './audit.ts';
import { type StartedCluster, startCluster } from './cluster.ts';
import { until } from './commands.ts';
import { readContainerLog } from './docker-log.ts';
import { type Engine, startEngine } from './engine.ts';
import { lineOf } from './numbered-lines.ts';
import { importProducerImage, Producer } from './producers.ts';

const IMAGE = 'logagent-test-producer';

/**
 * How many lines a container may be ahead of the cluster. They are about 100 KB, and with what was stored since the last
 * checkpoint less than the files that Docker keeps: what is gone from the disk is nobody's to ship.
 */
const WINDOW = 150;

/** What was printed, and what became of it. */
export interface Account {
  readonly lines: number;
  readonly lost: number;
  readonly doubled: number;
  readonly misordered: number;
}

/** Real containers on a real engine, a real cluster, and an agent between them. */
export class Stage {
  readonly engine: Engine;
  readonly elastic: StartedCluster;
  readonly agent: AgentProcess;
  /** Every container that ever printed. */
  readonly producers: Producer[] = [];
  readonly #folder: string;
  readonly #index: string;

  private constructor(engine: Engine, elastic: StartedCluster, folder: string, index: string) {
    this.engine = engine;
    this.elastic = elastic;
    this.#folder = folder;
    this.#index = index;
    const options = {
      '--containers': 'prod*,renamed-*',
      '--containers-dir': engine.containersDir,
      '--elasticsearch': elastic.urls.join(),
      '--index': index,
      '--optional-fields': 'container.id,log.offset',
      '--state-dir': join(folder, 'state'),
    };
    this.agent = new AgentProcess(Object.entries(options).flat(), join(folder, 'agent.log'));
  }

  /** Starts engine and cluster; the agent is not started. */
  static async build(index: string): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'logagent-docker-'));
    await mkdir(join(folder, 'control'));
    const [engine, elastic] = await Promise.all([startEngine(), startCluster()]);
    const stage = new Stage(engine, elastic, folder, index);
    await importProducerImage(engine, folder, IMAGE);
    return stage;
  }

  /** Ends and removes everything. */
  async strike(): Promise<void> {
    await this.agent.kill();
    for (const producer of this.existing) await producer.remove();
    await this.engine.docker('rmi', IMAGE);
    await Promise.all([this.engine.stop(), this.elastic.stop()]);
    if (process.env.KEEP === undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  /** Containers that have not been removed. */
  get existing(): Producer[] {
    return this.producers.filter(({ name }) => name !== '');
  }

  async launch(tag: string, name: string, logOptions: Record<string, string>): Promise<Producer> {
    const producer = new Producer(this.engine, join(this.#folder, 'control'), tag, name);
    await producer.start(IMAGE, logOptions);
    this.producers.push(producer);
    return producer;
  }

  stored(producer: Producer): Promise<number> {
    return this.elastic.cluster.count(this.#index, { 'container.id': producer.id });
  }

  storedInAll(): Promise<number> {
    return this.elastic.cluster.count(this.#index);
  }

  /** Documents that bear this container name. */
  named(name: string): Promise<number> {
    return this.elastic.cluster.count(this.#index, { 'container.name': name });
  }

  /** Lets each of them print so many lines, at the pace at which they are stored. */
  async flow(some: readonly Producer[], lines: number): Promise<void> {
    const one = async (producer: Producer): Promise<void> => {
      for (let left = lines; left > 0; left -= 50) {
        const room = producer.allowed + producer.words.length + 50 - WINDOW;
        await until(
          `${producer.name} stored up to ${room}`,
          async () => (await this.stored(producer)) >= room,
        );
        await producer.allow(Math.min(left, 50));
      }
    };
    await Promise.all(some.map(one));
  }

  /** Waits until the container has printed what it may. */
  async printed(producer: Producer): Promise<void> {
    const last = lineOf(producer.tag, producer.allowed);
    await until(`${producer.name} printed line ${producer.allowed}`, async () => {
      const events = await readContainerLog(this.engine.containersDir, producer.id);
      return events.some(({ text }) => text === last);
    });
  }

  /** Waits until the cluster has as many documents as lines were printed, then compares each one. */
  async settleAndAudit(t: TestContext, what = ''): Promise<Account> {
    const texts = this.producers.flatMap((producer) => producer.texts());
    try {
      await until('every line stored', async () => (await this.storedInAll()) >= texts.length);
    } catch {
      // The comparison says which are missing.
    }
    const documents = await this.elastic.cluster.documents(this.#index);
    const { expected, lost, doubled } = auditTexts(texts, documents);
    const order = this.producers.flatMap((producer) => misordered(producer, documents));
    const account = { lines: expected, lost: lost.length, doubled: doubled.length, misordered: order.length };
    t.diagnostic(`${what}${JSON.stringify(account)}`);
    assert.deepEqual(lost.slice(0, 5), [], 'lost');
    assert.deepEqual(doubled.slice(0, 5), [], 'doubled or foreign');
    assert.deepEqual(order.slice(0, 5), [], 'misordered');
    assert.deepEqual(strangeIds(documents).slice(0, 5), []);
    assert.equal(new Set(documents.map(({ _id }) => _id)).size, documents.length, 'an id stands twice');
    for (const producer of this.existing) await this.#compareIds(producer, documents);
    return account;
  }

  async #compareIds(producer: Producer, documents: Parameters<typeof auditIds>[1]): Promise<void> {
    const events = await readContainerLog(this.engine.containersDir, producer.id);
    // The oldest file on disk may begin with the second part of a line.
    const first = ['stdout', 'stderr'].map((name) => events.findIndex(({ stream }) => stream === name));
    const whole = events.filter((_, at) => !first.includes(at));
    assert.deepEqual(auditIds(whole, documents).slice(0, 5), [], `ids of ${producer.name}`);
  }
}
