import { setImmediate as afterEvents } from 'node:timers/promises';
import type { Follower } from '../container/follower.ts';
import { READ_AT_ONCE } from '../file/plain-bytes.ts';
import type { Finding } from '../finding.ts';
import type { TailContext } from '../tail-context.ts';
import { Bell } from './bell.ts';
import { Followers } from './followers.ts';
import type { LoopOptions } from './loop-options.ts';
import { Pace } from './pace.ts';
import { Retries } from './retries.ts';
import { Scans } from './scans.ts';
import { Searches } from './searches.ts';
import { Turns } from './turns.ts';
import { Waves } from './waves.ts';

/** Looks between two reads: the first lines need not wait until thousands of folders have been looked at. */
const LOOKS_PER_ROUND = 16;
/** Small blocks between two times that events, timers and answers have their turn; large ones are alone. */
const TURNS_PER_ROUND = 8;
/** Blocks of holes that are passed over at once: 4 MiB, as in a step of a search. */
const HOLES_AT_ONCE = 8;
/** Looks and events wait no longer for reading. */
const LONGEST_READING_MS = 100;
/** So much of a look is one that finds everything as it was: some 10 µs. */
const UNCHANGED = 1 / 4;

/** The one loop that touches files: looks, turns and scans, one step at a time. Numbered in DESIGN.md. */
export class Loop {
  readonly followers: Followers;
  readonly scans: Scans;
  /** Rings when every folder has been looked at. */
  readonly firstScan = new Bell();
  /** Rings when there is nothing to do. */
  readonly rests = new Bell();
  /** The step under way is the last one. */
  stopping = false;
  readonly #context: TailContext;
  readonly #options: LoopOptions;
  readonly #turns: Turns;
  readonly #waves: Waves<Follower>;
  readonly #retries: Retries<Follower>;
  readonly #searches = new Searches<Follower>();
  /** Of searches and holes. */
  readonly #pace: Pace;
  readonly #bell = new Bell();

  constructor(context: TailContext, options: LoopOptions) {
    const { clock, scanIntervalMs, lingerMs, waveBytes, beginsAtEnd } = options;
    const wake = () => this.#bell.ring();
    this.#context = context;
    this.#options = options;
    this.followers = new Followers(context, {
      beginsAtEnd,
      wake,
      heard: (one, urgent) => this.#waves.heard(one, urgent),
    });
    const look = (one: Follower) => this.followers.hint(one, 'log');
    this.#waves = new Waves({ clock, lingerMs, waveBytes, look });
    this.#turns = new Turns(context, (id) => this.followers.get(id));
    this.#retries = new Retries(clock, (follower) => this.followers.hint(follower, 'thorough'));
    this.#pace = new Pace(clock, wake);
    this.scans = new Scans({
      clock,
      wake,
      intervalMs: scanIntervalMs,
      ended: (scan) => this.#scanEnded(scan),
    });
  }

  /** Resolves after `stop`; rejects on broken promises. */
  async run(): Promise<void> {
    const { toLook } = this.followers;
    const { deleted } = this.#context;
    while (!this.stopping) {
      if (this.scans.due && !this.scans.underWay) this.#beginScan();
      const began = performance.now();
      await this.#lookRound();
      if (deleted.overdue) await deleted.reduce();
      const read = await this.#turnRound(performance.now() - began + this.#pace.lastMs);
      // A search is no reason for what has been read to wait.
      if (toLook.size === 0 && !this.#turns.some && this.#slow) this.#context.sink.rest();
      await this.#pace.run(this.#slow && !this.stopping, () => this.#goOn());
      const nobody = toLook.size === 0 && !(this.#slow && this.#pace.due);
      const idle = nobody && !read && !this.scans.due && !deleted.overdue;
      // Answers, timers and events have their turn: neither looks nor small reads wait for anything.
      if (!idle) await afterEvents();
      else if (!this.stopping) await this.#rest();
    }
    this.#context.sink.rest();
  }

  /** Followers for folders that have none. False when the containers can't be listed. */
  noteFolders(): boolean {
    return this.followers.noteFolders(this.scans.count === 0);
  }

  /** Something may have changed: the loop goes round once more. */
  wake(): void {
    this.#bell.ring();
  }

  /** The step under way is the last one. */
  stop(): void {
    this.stopping = true;
    this.followers.close();
    this.rests.ring();
    this.#bell.ring();
  }

  /** After the loop has ended: no timer is left. */
  close(): void {
    // Not before: the last step may have planned a look.
    this.scans.close();
    this.#retries.cancelAll();
    this.#waves.close();
    this.#pace.close();
  }

  /** Everything that is known of has been handed on and nothing waits to be looked at. */
  get drained(): boolean {
    const some = this.#turns.some || this.#waves.some || this.#slow;
    return this.resting && !some && !this.scans.underWay && this.scans.count > 0;
  }

  /** Somebody searches, or passes over a hole. */
  get #slow(): boolean {
    return this.#searches.some || this.#turns.somePassing;
  }

  /** It sleeps until there are news, room, or a scan is due. */
  get resting(): boolean {
    return this.#bell.still;
  }

  async #rest(): Promise<void> {
    this.#context.sink.rest();
    if (!this.#slow) this.rests.ring();
    await this.#bell.wait();
  }

  #beginScan(): void {
    const { followers } = this;
    const failed = !this.noteFolders();
    for (const follower of followers) followers.hint(follower, 'thorough');
    this.scans.begin(followers, failed);
  }

  #scanEnded({ first, failed }: { first: boolean; failed: boolean }): void {
    const { selection, troubles, deleted } = this.#context;
    troubles.scanned();
    deleted.scanned();
    if (!failed) {
      const keys = new Set<string>();
      for (const { log } of this.followers) for (const key of log.inventory.keysOnDisk) keys.add(key);
      this.#options.onScan?.(keys);
    }
    if (!first) return;
    const containers = [...this.followers].flatMap(({ current }) => current ?? []);
    for (const pattern of selection.unmatched(containers)) this.#options.waitingFor(pattern);
    this.firstScan.ring();
  }

  async #lookRound(): Promise<void> {
    const { toLook } = this.followers;
    let looks = 0;
    // One that has more to look at is hinted again at once, and then stands behind these.
    let left = toLook.size;
    for (const follower of toLook) {
      if (left-- === 0 || looks >= LOOKS_PER_ROUND || this.stopping) return;
      toLook.delete(follower);
      if (this.#searches.has(follower)) continue;
      if (follower.findsNothingNew()) {
        looks += UNCHANGED;
        this.#looked(follower, 'fine');
        continue;
      }
      looks++;
      // A step of a long search took its time: reading is next, and the others' looks after it.
      if ((await this.#look(follower)) === 'more') return;
    }
  }

  async #look(follower: Follower): Promise<Finding> {
    this.followers.toLook.delete(follower);
    const finding = await follower.look();
    await this.#stepped(follower, finding);
    this.#looked(follower, finding);
    return finding;
  }

  #looked(follower: Follower, finding: Finding): void {
    if (finding === 'fine') this.#retries.done(follower);
    this.scans.looked(follower, finding === 'failed' || finding === 'more');
  }

  /**
   * Reads a large block or some small ones, and goes on for as long as looks have taken: they may pass over holes, which must not
   * ration what is read of others. False when there was none.
   */
  async #turnRound(looksMs: number): Promise<boolean> {
    const { reader } = this.#context;
    const before = reader.bytes;
    const end = performance.now() + Math.min(looksMs, LONGEST_READING_MS);
    let turns = 0;
    const enough = (): boolean => turns >= TURNS_PER_ROUND || reader.bytes - before >= READ_AT_ONCE;
    while ((!enough() || performance.now() < end) && (await this.#turn())) turns++;
    return turns > 0;
  }

  /** A step of a search, and some blocks of a hole. */
  async #goOn(): Promise<void> {
    await this.#searches.step((follower) => this.#look(follower));
    for (let blocks = 0; blocks < HOLES_AT_ONCE && (await this.#turn(true)); ) blocks++;
  }

  /** Reads one block, if there is room for it. */
  async #turn(passing = false): Promise<boolean> {
    if (this.stopping || !this.#context.sink.hasRoom()) return false;
    const { bytes } = this.#context.reader;
    const turn = await this.#turns.take(passing);
    if (turn === undefined) return false;
    this.#waves.read(turn.follower, this.#context.reader.bytes - bytes);
    this.#context.sink.turned();
    await this.#stepped(turn.follower, turn.finding);
    return true;
  }

  /** Something has happened to a follower's files: what is held is brought back to what may be held. */
  async #stepped(follower: Follower, finding: Finding): Promise<void> {
    if (finding === 'more') {
      this.#searches.add(follower);
      follower.hints.add('thorough');
    } else if (finding !== 'fine') this.#retries.again(follower);
    this.#turns.note(follower);
    if (follower.removed) this.#forget(follower);
    await this.#context.descriptors.trim();
  }

  #forget(follower: Follower): void {
    this.followers.forget(follower);
    this.#searches.remove(follower);
    this.#turns.remove(follower);
    this.#retries.done(follower);
    this.scans.looked(follower, false);
  }
}
