import type { Time } from '../time.ts';
import type { Host } from './host.ts';
import { type Grade, NO_ANSWER, probe } from './probe.ts';

/** Two probes of a resting host are this far apart, and at random up to twice as far: agents should not probe in step. */
const INTERVAL_MS = 1000;

interface Rest {
  /** The grade of its last answer; undefined until the first probe when it had answered a request with data. */
  known: Grade | undefined;
  cancel: () => void;
}

/**
 * Probes hosts that rest, so that a long rest ends within two seconds of a host's return. A rest ends early only when a
 * probe is answered better than before, so that requests with data to a host that is still down stay rare.
 */
export class RestProbes {
  readonly #time: Time;
  readonly #random: () => number;
  readonly #better: (host: Host) => void;
  readonly #rests = new Map<Host, Rest>();
  /**
   * For hosts that have taken no request since a probe ended their rest: that probe's grade. The promise was not kept, so
   * the same grade ends no other rest.
   */
  readonly #promised = new Map<Host, Grade>();
  readonly #end = new AbortController();

  /** `better` is called when a host's rest may end. `random` gives numbers from 0 up to, but not including, 1. */
  constructor(time: Time, random: () => number, better: (host: Host) => void) {
    this.#time = time;
    this.#random = random;
    this.#better = better;
  }

  /** The host begins a rest. `answered` when it had answered the request that failed, if only with an error. */
  begin(host: Host, answered: boolean): void {
    this.end(host);
    const known = answered ? undefined : (this.#promised.get(host) ?? NO_ANSWER);
    const rest = { known, cancel: () => {} };
    this.#rests.set(host, rest);
    this.#plan(host, rest);
  }

  /** The host's rest is over: it is not probed any more. */
  end(host: Host): void {
    this.#rests.get(host)?.cancel();
    this.#rests.delete(host);
  }

  /** The host has taken a request: its next promise counts again. */
  up(host: Host): void {
    this.#promised.delete(host);
  }

  /** Ends all probes at once. */
  close(): void {
    this.#end.abort();
    for (const host of [...this.#rests.keys()]) this.end(host);
  }

  /** Plans the next probe, unless the rest ends before it. */
  #plan(host: Host, rest: Rest): void {
    const now = this.#time.now();
    const at = Math.max(now + INTERVAL_MS * (1 + this.#random()), host.patienceUntil);
    if (at >= host.restsUntil) return;
    rest.cancel = this.#time.after(at - now, () => void this.#look(host, rest));
  }

  async #look(host: Host, rest: Rest): Promise<void> {
    const answer = await probe(host, this.#time, this.#end.signal);
    if (this.#rests.get(host) !== rest) return;
    if (rest.known !== undefined && answer > rest.known) {
      this.end(host);
      this.#promised.set(host, answer);
      this.#better(host);
      return;
    }
    rest.known = answer;
    this.#plan(host, rest);
  }
}
