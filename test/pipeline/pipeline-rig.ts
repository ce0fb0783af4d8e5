import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Stream } from '../../src/log/stream.ts';
import { type Options, resolveOptions } from '../../src/options/options.ts';
import type { State } from '../../src/state/state.ts';
import { ModelAgent } from '../model/agent.ts';
import { ModelClock } from '../model/clock.ts';
import { ModelStore } from '../model/store.ts';
import { envelope } from '../support/docker-envelope.ts';
import { FakeDocker } from '../support/docker-writer.ts';

/** The model's agent on files that Docker could have written. */
export class Rig {
  readonly store = new ModelStore();
  readonly docker: FakeDocker;
  /** The events of all parts, as sentences. */
  readonly notes: string[] = [];
  readonly #clock = new ModelClock();
  readonly #options: Options;
  #agent: ModelAgent | undefined;
  #lines = 0;

  constructor(t: TestContext, changes: Partial<Options> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
    this.docker = new FakeDocker(join(folder, 'containers'));
    const given = resolveOptions(
      {
        containers: '*',
        'containers-dir': this.docker.containersDir,
        'state-dir': join(folder, 'state'),
        elasticsearch: 'http://store',
        'partial-timeout': '5000ms',
        'scan-interval': '10000ms',
      },
      {},
    );
    this.#options = { ...given, batchBytes: 1500, budget: 6000, maxLine: 64 * 1024, linger: 0, ...changes };
    t.after(async () => {
      await this.kill();
      this.docker.close();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** What Docker writes of a text, whole or in parts; unlike any other by its time. */
  line(text: string, stream: Stream = 'stdout'): string {
    const time = `2024-05-01T10:00:00.${String(++this.#lines).padStart(9, '0')}Z`;
    return String(envelope(Buffer.from(text), stream, time));
  }

  /** Starts an agent; `begins` is given its state before anything is read. */
  async launch(begins: (state: State) => void = () => {}): Promise<void> {
    this.#agent = await ModelAgent.launch({
      options: this.#options,
      clock: this.#clock,
      store: this.store,
      begins,
      note: (text) => this.notes.push(text),
    });
  }

  /** The messages of all documents that are stored, in order. */
  get messages(): string[] {
    return [...this.store.documents.values()].map(({ message }) => message);
  }

  /** So many milliseconds of the clock pass. */
  async pass(ms: number): Promise<void> {
    await this.#clock.pass(ms, async () => this.#agent?.rest());
  }

  /** The event of a file comes. */
  async notice(path: string): Promise<void> {
    await this.#agent?.notice(path);
  }

  /** As SIGKILL would. */
  async kill(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.kill();
  }
}
