import { setImmediate as afterEvents } from 'node:timers/promises';
import { Bell } from './bell.ts';
import { READ_AT_ONCE } from './bytes.ts';
import type { Clock } from './clock.ts';
import type { Follower } from './follower.ts';
import { Followers } from './followers.ts';
import type { Outcome } from './outcome.ts';
import { Retries } from './retries.ts';
import { Scans } from './scans.ts';
import type { TailContext } from './tail-context.ts';
import type { CompleteScan } from './tail-events.ts';
import { Turns } from './turns.ts';

/** Looks between two reads: the first lines need not wait until thousands of folders have been looked at. */
const LOOKS_PER_ROUND = 16;
/** Small blocks between two times that events, timers and answers have their turn; large ones are alone. */
const TURNS_PER_ROUND = 8;
/** So much of a look is one that finds everything as it was: some 10 µs. */
const UNCHANGED = 1 / 4;

export interface LoopOptions {
  readonly clock: Clock;
  readonly scanIntervalMs: number;
  /** What a container has at start is recorded as read. */
  readonly beginsAtEnd: (containerId: string) => boolean;
  readonly onScan: ((keys: CompleteScan) => void) | undefined;
}

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
  private readonly context: TailContext;
  private readonly options: LoopOptions;
  private readonly turns: Turns;
  private readonly retries: Retries<Follower>;
  private readonly bell = new Bell();

  constructor(context: TailContext, options: LoopOptions) {
    const { clock, scanIntervalMs, beginsAtEnd } = options;
    const { descriptors, deleted } = context;
    const wake = () => this.bell.ring();
    this.context = context;
    this.options = options;
    this.followers = new Followers(context, { beginsAtEnd, wake });
    this.turns = new Turns(descriptors, deleted, (id) => this.followers.get(id));
    this.retries = new Retries(clock, (follower) => this.followers.hint(follower, 'thorough'));
    this.scans = new Scans({
      clock,
      wake,
      intervalMs: scanIntervalMs,
      ended: (scan) => this.scanEnded(scan),
    });
  }

  /** Resolves after `stop`; rejects on broken promises. */
  async run(): Promise<void> {
    const { toLook } = this.followers;
    const { deleted } = this.context;
    while (!this.stopping) {
      if (this.scans.due && !this.scans.underWay) this.beginScan();
      await this.lookRound();
      if (deleted.overdue) await deleted.reduce();
      const read = await this.turnRound();
      const idle = toLook.size === 0 && !read && !this.scans.due && !deleted.overdue;
      // Answers, timers and events have their turn: neither looks nor small reads wait for anything.
      if (!idle) await afterEvents();
      else if (!this.stopping) await this.rest();
    }
    this.context.sink.rest();
  }

  /** Followers for folders that have none. False when the containers can't be listed. */
  noteFolders(): boolean {
    return this.followers.noteFolders(this.scans.count === 0);
  }

  /** Something may have changed: the loop goes round once more. */
  wake(): void {
    this.bell.ring();
  }

  /** The step under way is the last one. */
  stop(): void {
    this.stopping = true;
    this.followers.close();
    this.rests.ring();
    this.bell.ring();
  }

  /** After the loop has ended: no timer is left. */
  close(): void {
    // Not before: the last step may have planned a look.
    this.scans.close();
    this.retries.cancelAll();
  }

  /** Everything that is known of has been handed on and nothing waits to be looked at. */
  get drained(): boolean {
    const resting = this.followers.toLook.size === 0 && !this.turns.some && !this.scans.underWay;
    return resting && this.scans.count > 0 && !this.scans.due;
  }

  /** It sleeps until there are news, room, or a scan is due. */
  get resting(): boolean {
    return this.bell.still;
  }

  private async rest(): Promise<void> {
    this.context.sink.rest();
    this.rests.ring();
    await this.bell.wait();
  }

  private beginScan(): void {
    const { followers } = this;
    const failed = !this.noteFolders();
    for (const follower of followers) followers.hint(follower, 'thorough');
    this.scans.begin(followers, failed);
  }

  private scanEnded({ first, failed }: { first: boolean; failed: boolean }): void {
    const { selection, events, troubles, deleted } = this.context;
    troubles.scanned();
    deleted.scanned();
    if (!failed) {
      const keys = new Set<string>();
      for (const { log } of this.followers) for (const key of log.keysOnDisk) keys.add(key);
      this.options.onScan?.(keys);
    }
    if (!first) return;
    const containers = [...this.followers].flatMap(({ current }) => current ?? []);
    for (const pattern of selection.unmatched(containers)) events.waitingFor(pattern);
    this.firstScan.ring();
  }

  private async lookRound(): Promise<void> {
    const { toLook } = this.followers;
    let looks = 0;
    for (const follower of toLook) {
      if (looks >= LOOKS_PER_ROUND || this.stopping) return;
      toLook.delete(follower);
      if (follower.findsNothingNew()) {
        looks += UNCHANGED;
        this.looked(follower, 'fine');
        continue;
      }
      looks++;
      const outcome = await follower.look();
      await this.stepped(follower, outcome);
      this.looked(follower, outcome);
    }
  }

  private looked(follower: Follower, outcome: Outcome): void {
    if (outcome === 'fine') this.retries.done(follower);
    this.scans.looked(follower, outcome === 'failed');
  }

  /** Reads a large block or some small ones. False when there was none. */
  private async turnRound(): Promise<boolean> {
    const { reader } = this.context;
    const before = reader.bytes;
    let turns = 0;
    while (turns < TURNS_PER_ROUND && reader.bytes - before < READ_AT_ONCE && (await this.turn())) turns++;
    return turns > 0;
  }

  /** Reads one block, if there is room for it. */
  private async turn(): Promise<boolean> {
    if (this.stopping || !this.context.sink.hasRoom()) return false;
    const turn = await this.turns.take();
    if (turn === undefined) return false;
    this.context.sink.turned();
    await this.stepped(turn.follower, turn.outcome);
    return true;
  }

  /** Something has happened to a follower's files: what is held is brought back to what may be held. */
  private async stepped(follower: Follower, outcome: Outcome): Promise<void> {
    if (outcome !== 'fine') this.retries.again(follower);
    this.turns.note(follower);
    if (follower.removed) this.forget(follower);
    await this.context.descriptors.trim();
  }

  private forget(follower: Follower): void {
    this.followers.forget(follower);
    this.turns.remove(follower);
    this.retries.done(follower);
    this.scans.looked(follower, false);
  }
}
