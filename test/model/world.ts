import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Options, resolveOptions } from '../../src/options/options.ts';
import { FakeDocker } from '../support/docker-writer.ts';
import type { Action, Sequence } from './actions.ts';
import { ModelAgent } from './agent.ts';
import { audit } from './audit.ts';
import { PARTIAL_TIMEOUT } from './chunk.ts';
import { afterEvents, ModelClock } from './clock.ts';
import { ModelContainer } from './container.ts';
import { type LinesName, PATTERNS } from './lines.ts';
import { ModelStore } from './store.ts';

const MEMORY_DISK = '/dev/shm';
const SCAN_MS = 10_000;
/** As it is unless given. */
const LINGER_MS = 200;
/** Of the model's time; longer than every back-off. */
const PATIENCE_MS = 300_000;

/** Plays a sequence and compares what the store holds in the end with what was written. */
export class World {
  readonly #folder = mkdtempSync(join(existsSync(MEMORY_DISK) ? MEMORY_DISK : tmpdir(), 'model-'));
  readonly #clock = new ModelClock();
  readonly #store = new ModelStore();
  readonly #docker = new FakeDocker(join(this.#folder, 'containers'));
  readonly #containers: ModelContainer[] = [];
  readonly #options: Options;
  /** What happened, for the message of a failure. */
  readonly #trace: string[] = [];
  #agent: ModelAgent | undefined;
  #texts = 0;

  /** Plays the actions in a world of their own; throws an error that says what is wrong with the outcome. `linger`: in half of all sequences. */
  static async play({ actions, lines }: Sequence, linger = actions.length % 2 === 0 ? LINGER_MS : 0) {
    const world = new World(lines, linger);
    try {
      await world.#play(actions);
    } finally {
      await world.#close();
    }
  }

  private constructor(lines: readonly LinesName[], linger: number) {
    const isStored = ({ text }: { text: string }): boolean => this.#store.texts.has(text);
    for (const [number, each] of lines.entries()) {
      const surroundings = { clock: this.#clock, isStored, lines: each };
      this.#containers.push(new ModelContainer(this.#docker, number, surroundings));
    }
    const given = resolveOptions(
      {
        containers: '*',
        'containers-dir': this.#docker.containersDir,
        'state-dir': join(this.#folder, 'state'),
        elasticsearch: 'http://store',
        'optional-fields': 'container.id',
        'partial-timeout': `${PARTIAL_TIMEOUT}ms`,
        'scan-interval': `${SCAN_MS}ms`,
        ...PATTERNS,
      },
      {},
    );
    // Small enough for reading to stop and go on within a few lines.
    this.#options = { ...given, batchBytes: 1500, budget: 6000, maxLine: 64 * 1024, linger };
  }

  async #play(actions: readonly Action[]): Promise<void> {
    await this.#launch();
    for (const action of actions) {
      this.#note(JSON.stringify(action));
      await this.#do(action);
    }
    await this.#heal();
    const problems = this.#containers.flatMap((container) => audit(container, this.#store));
    if (problems.length > 0) throw this.#failure(problems);
  }

  async #do(action: Action): Promise<void> {
    switch (action.do) {
      case 'pass':
        return this.#pass(action.milliseconds);
      case 'request':
        this.#store.decide(action.fate);
        return;
      case 'let go':
        this.#store.letGo(action.answered);
        return this.#rest();
      case 'SIGTERM':
        return this.#end('terminate');
      case 'SIGKILL':
        return this.#end('kill');
      case 'launch':
        return this.#launch();
    }
    const container = this.#containers[action.container];
    if (container === undefined) return;
    this.#toContainer(container, action);
    if (action.do === 'notice' || ('notice' in action && action.notice)) await this.#notice(container);
  }

  #toContainer(container: ModelContainer, action: Action & { container: number }): void {
    if (action.do === 'print') container.print(this.#text(action.size), action.stream, true);
    if (action.do === 'trace')
      container.print(this.#text(action.size), action.stream, action.newline, action.line);
    if (action.do === 'part') container.print(this.#text(action.size), action.stream, false);
    if (action.do === 'junk') container.junk(this.#text(0));
    if (action.do === 'rotate') container.rotate();
    if (action.do === 'copy and truncate') container.copyAndTruncate();
    if (action.do === 'truncate') container.truncate();
    if (action.do === 'lose end') container.loseEnd(action.share, action.zeros);
    if (action.do === 'remove') container.remove();
    if (action.do === 'stop') container.stop();
    if (action.do === 'start') container.start();
    if (action.do === 'rename') container.rename(`other${++this.#texts}`);
  }

  #text(size: number): string {
    return `t${++this.#texts}${'.'.repeat(size)};`;
  }

  async #launch(): Promise<void> {
    if (this.#agent !== undefined) return;
    this.#agent = await ModelAgent.launch({
      options: this.#options,
      clock: this.#clock,
      store: this.#store,
      begins: (state) => {
        for (const each of this.#containers) {
          each.agentBegins((key) => state.resume(each.container.id, key)?.notes.rests ?? []);
        }
      },
      note: (text) => this.#trace.push(text),
    });
    for (const container of this.#containers) container.seen();
  }

  async #notice(container: ModelContainer): Promise<void> {
    if (this.#agent === undefined) return;
    await this.#agent.notice(container.path);
    // Until the wave has come.
    await this.#pass(this.#options.linger);
    container.seen();
  }

  async #pass(milliseconds: number): Promise<void> {
    await this.#clock.pass(milliseconds, () => this.#rest());
    if (this.#agent !== undefined && milliseconds > SCAN_MS) for (const each of this.#containers) each.seen();
  }

  async #end(how: 'terminate' | 'kill'): Promise<void> {
    if (this.#agent === undefined) return;
    await this.#agent[how]();
    this.#agent = undefined;
    for (const container of this.#containers) container.agentEnded();
  }

  /** Everything is healed, and all that can be delivered is; then nothing is sent any more, not even after a restart. */
  async #heal(): Promise<void> {
    this.#note('heal');
    this.#store.heal();
    this.#store.letGo(false);
    await this.#rest();
    await this.#launch();
    for (const container of this.#containers) container.endRest(this.#text(0));
    for (const container of this.#containers) container.stop();
    const delivered = (passed: number): boolean => passed > 2 * SCAN_MS && this.#agent?.idle === true;
    for (let passed = 0; passed < PATIENCE_MS && !delivered(passed); passed += 5000) await this.#pass(5000);
    if (!this.#agent?.idle) throw this.#failure(['the agent does not come to rest']);
    await this.#end('terminate');
    this.#note('once more');
    const { sent } = this.#store;
    await this.#launch();
    await this.#pass(2 * SCAN_MS + 1);
    if (this.#store.sent > sent) throw this.#failure([`${this.#store.sent - sent} documents sent again`]);
  }

  async #rest(): Promise<void> {
    await (this.#agent?.rest() ?? afterEvents());
  }

  #note(text: string): void {
    this.#trace.push(text);
  }

  #failure(problems: readonly string[]): Error {
    const trace = this.#trace.map((text) => text.replaceAll(this.#folder, '').slice(0, 300));
    return new Error([...problems.slice(0, 10), ...trace.slice(-120)].join('\n'));
  }

  async #close(): Promise<void> {
    await this.#end('kill');
    this.#docker.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
