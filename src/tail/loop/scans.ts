import type { Clock } from '../clock.ts';
import type { Follower } from '../container/follower.ts';

export interface ScansOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** A scan is due: the loop is to begin it. */
  readonly wake: () => void;
  /** Every follower has been looked at. */
  readonly ended: (scan: { readonly first: boolean; readonly failed: boolean }) => void;
}

/** When everything is looked at thoroughly, and whether everything could be: only then is what was not seen not there. */
export class Scans {
  /** The next one is to begin. */
  due = true;
  /** How many have ended. */
  count = 0;
  readonly #options: ScansOptions;
  #current: { readonly left: Set<Follower>; failed: boolean } | undefined;
  #cancel = () => {};
  #most = Number.POSITIVE_INFINITY;

  constructor(options: ScansOptions) {
    this.#options = options;
  }

  get underWay(): boolean {
    return this.#current !== undefined;
  }

  /** So much may lie between two scans, however long the interval is. */
  hasten(milliseconds: number): void {
    this.#most = milliseconds;
    this.request();
  }

  request(): void {
    this.due = true;
    this.#options.wake();
  }

  /** `failed`: the containers themselves could not be listed. */
  begin(followers: Iterable<Follower>, failed: boolean): void {
    this.due = false;
    this.#current = { left: new Set(followers), failed };
    this.#endIfDone();
  }

  /** The follower has been looked at, or is gone. */
  looked(follower: Follower, failed: boolean): void {
    const current = this.#current;
    if (current?.left.delete(follower) && failed) current.failed = true;
    this.#endIfDone();
  }

  /** No further one comes by itself. */
  close(): void {
    this.#cancel();
  }

  #endIfDone(): void {
    const current = this.#current;
    const options = this.#options;
    if (current === undefined || current.left.size > 0) return;
    this.#current = undefined;
    this.count++;
    options.ended({ first: this.count === 1, failed: current.failed });
    this.#cancel();
    this.#cancel = options.clock.after(Math.min(options.intervalMs, this.#most), () => this.request());
  }
}
