import { GivenUp } from './failure.ts';
import type { Host } from './host.ts';
import { NO_ANSWER, probe } from './probe.ts';
import type { Time } from './time.ts';

/** A host that has answered nothing for so long, and for four times as long as answers take, is probed. */
export const SILENCE_MS = 750;
const TIMES_AS_LONG = 4;

/** An answer must be complete in this time, however it trickles in. */
export const COMPLETE_MS = 120_000;

/** Weight of the latest duration in the mean. */
const LATEST = 0.1;

/**
 * Ends the waiting for answers that don't come. A host that hangs (its process stopped, its packets dropped) breaks no
 * connection; while it is waited for, shippers and their batches stand still. So when a host is silent, does not answer a
 * probe either, and another one is up, its requests are given up and go there. The last host that is up is waited for:
 * where everything is slow, something is answered all the same.
 */
export class Silence {
  readonly #time: Time;
  readonly #othersUp: (host: Host) => boolean;
  readonly #cancels = new Map<Host, () => void>();
  readonly #end = new AbortController();
  #meanMs = 0;

  constructor(time: Time, othersUp: (host: Host) => boolean) {
    this.#time = time;
    this.#othersUp = othersUp;
  }

  /** A request was sent to the host and is among those under way. */
  sent(host: Host): void {
    if (!this.#cancels.has(host)) this.#plan(host);
  }

  /** A request that took so long was answered and is no longer under way. */
  answered(host: Host, milliseconds: number): void {
    host.answeredAt = this.#time.now();
    this.#meanMs += (milliseconds - this.#meanMs) * LATEST;
    this.over(host);
  }

  /** A request is no longer under way. */
  over(host: Host): void {
    if (host.underWay.size === 0) this.#cancel(host);
  }

  /** Ends at once; what is under way is not cancelled. */
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
    // At least a tick: a host that answers probes and nothing else is asked at the pace of its patience.
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
      oldest.cancellation.cancel(new GivenUp('INCOMPLETE'));
    } else if (oldest !== undefined && this.#isSilent(host, oldest.sentAt)) {
      const answer = await probe(host, this.#time, this.#end.signal);
      const still = host.answeredAt <= now && this.#othersUp(host) && !this.#end.signal.aborted;
      if (answer === NO_ANSWER && still) {
        for (const { cancellation } of [...host.underWay.values()])
          cancellation.cancel(new GivenUp('SILENT'));
      }
    }
    if (this.#cancels.has(host)) this.#plan(host);
  }

  #isSilent(host: Host, sentAt: number): boolean {
    const since = Math.max(sentAt, host.answeredAt);
    return this.#time.now() - since >= this.#patience && this.#othersUp(host);
  }
}
