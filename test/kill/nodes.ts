import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster, type StartedCluster } from '../docker/cluster.ts';
import { until } from '../docker/commands.ts';

const NODES = 3;
/** A server takes its time to start beside everything else. */
const GREEN_MS = 240_000;

/**
 * Makes trouble with the nodes of a real cluster, one at a time: kills one, which comes back, or lets one stand still for
 * some seconds. It waits until all copies of the index are whole before the next, so that the cluster itself loses nothing.
 */
export class NodeTrouble {
  killed = 0;
  stopped = 0;
  readonly #cluster: StartedCluster;
  readonly #random: () => number;
  readonly #say: (text: string) => void;
  #ending = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(cluster: StartedCluster, random: () => number, say: (text: string) => void) {
    this.#cluster = cluster;
    this.#random = random;
    this.#say = say;
  }

  begin(): void {
    this.#loop = this.#run();
  }

  /** Makes no more trouble; resolves when the cluster is whole. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#loop;
    await this.#isGreen();
  }

  async #run(): Promise<void> {
    while (!this.#ending) {
      await sleep(this.#random() * 3000);
      if (this.#ending) return;
      const began = performance.now();
      const node = Math.floor(this.#random() * NODES);
      const kill = this.killed === this.stopped;
      await (kill ? this.#kill(node) : this.#stop(node));
      await this.#isGreen();
      const seconds = Math.round((performance.now() - began) / 1000);
      this.#say(`node ${node} ${kill ? 'killed' : 'stood still'}; all is whole again after ${seconds} s`);
    }
  }

  async #kill(node: number): Promise<void> {
    const pid = this.#cluster.pid(node);
    process.kill(pid, 'SIGKILL');
    this.killed++;
    await until(`node ${node} started again`, () => this.#cluster.pid(node) !== pid);
    // The others may not have noticed yet: what it says itself is of after its return.
    const itself = new Cluster(this.#cluster.urls[node] ?? '');
    await until(`node ${node} is back`, () => itself.isGreen(NODES), GREEN_MS);
  }

  async #stop(node: number): Promise<void> {
    const pid = this.#cluster.pid(node);
    process.kill(pid, 'SIGSTOP');
    try {
      await sleep(1000 + this.#random() * 5000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    this.stopped++;
  }

  async #isGreen(): Promise<void> {
    await until('all copies whole', () => this.#cluster.cluster.isGreen(NODES), GREEN_MS);
  }
}
