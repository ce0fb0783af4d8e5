import { Abandoned } from '../requests/failure.ts';
import type { Time } from '../time.ts';
import type { Host } from './host.ts';
import { NO_ANSWER, probe } from './probe.ts';

/** A host is probed when it has answered nothing for this long … */
export const SILENCE_MS = 750;
/** … and for this many times as long as answers take on average. */
const TIMES_AS_LONG = 4;

/** An answer must be complete after this long, though pieces of it still come in. */
export const COMPLETE_MS = 120_000;

/** Weight of the latest duration in the moving mean. */
const LATEST = 0.1;

/**
 * Ends the waiting for answers that don't come. A host that hangs (its process stopped, its packets dropped) breaks no
 * connection, and shippers and their batches stand still while they wait for it. So when a host is silent, does not answer
 * a probe either, and another host is up, its requests are abandoned and sent there. The last host that is up is always
 * waited for: when all are slow, a late answer is better than none.
 */
export class Silence {
  readonly #time: Time;
  readonly #othersUp: (host: Host) => boolean;
  readonly #cancels = new Map<Host, () => void>();
  readonly #end = new AbortController();
  #meanMs = 0;

  /** `othersUp` tells whether a host other than this one is up. */
  constructor(time: Time, othersUp: (host: Host) => boolean) {
    this.#time = time;
    this.#othersUp = othersUp;
  }

  /** A request was sent to the host. It is in `underWay` already. */
  sent(host: Host): void {
    if (!this.#cancels.has(host)) this.#plan(host);
  }

  /** A request was answered after so many milliseconds. It is no longer in `underWay`. */
  answered(host: Host, milliseconds: number): void {
    host.answeredAt = this.#time.now();
    this.#meanMs += (milliseconds - this.#meanMs) * LATEST;
    this.over(host);
  }

  /** A request failed. It is no longer in `underWay`. */
  over(host: Host): void {
    if (host.underWay.size === 0) this.#cancel(host);
  }

  /** Stops looking. Requests under way are not cancelled. */
  close(): void {
    this.#end.abort();
    for (const host of [...this.#cancels.keys()]) this.#cancel(host);
  }

  #cancel(host: Host): void {
    this.#cancels.get(host)?.();
    this.#cancels.delete(host);
  }

  #plan(host: Host): void {
    this.#cancel(host);
    const [oldest] = host.underWay.values();
    if (oldest === undefined || this.#end.signal.aborted) return;
    const silent = Math.max(oldest.sentAt, host.answeredAt) + this.#patience;
    const due = Math.min(silent, oldest.sentAt + COMPLETE_MS) - this.#time.now();
    // An overdue look has just been made, and the host is waited for. The next look comes after as long a time, not at once.
    this.#cancels.set(
      host,
      this.#time.after(due > 0 ? Math.ceil(due) : this.#patience, () => void this.#look(host)),
    );
  }

  get #patience(): number {
    return Math.max(SILENCE_MS, TIMES_AS_LONG * this.#meanMs);
  }

  async #look(host: Host): Promise<void> {
    const [oldest] = host.underWay.values();
    const now = this.#time.now();
    if (oldest !== undefined && now - oldest.sentAt >= COMPLETE_MS) {
      oldest.cancellation.cancel(new Abandoned('INCOMPLETE'));
    } else if (oldest !== undefined && this.#isSilent(host, oldest.sentAt)) {
      const answer = await probe(host, this.#time, this.#end.signal);
      const still = host.answeredAt <= now && this.#othersUp(host) && !this.#end.signal.aborted;
      if (answer === NO_ANSWER && still) {
        for (const { cancellation } of [...host.underWay.values()])
          cancellation.cancel(new Abandoned('SILENT'));
      }
    }
    if (this.#cancels.has(host)) this.#plan(host);
  }

  #isSilent(host: Host, sentAt: number): boolean {
    const since = Math.max(sentAt, host.answeredAt);
    return this.#time.now() - since >= this.#patience && this.#othersUp(host);
  }
}
