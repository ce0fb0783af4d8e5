import type { Host } from './host.ts';
import { type Grade, NO_ANSWER, probe } from './probe.ts';
import type { Time } from './time.ts';

/** Between two probes of a resting host: as much, and at random up to as much again. */
const INTERVAL_MS = 1000;

interface Rest {
  /** How well the host answered last; undefined when only its answer to a request with data is known. */
  known: Grade | undefined;
  cancel: () => void;
}

/**
 * Looks whether hosts that rest have come back, so that a long rest ends within two seconds of that. Requests with data
 * stay rare: a rest ends early only when the host answers better than before.
 */
export class RestProbes {
  readonly #time: Time;
  readonly #random: () => number;
  readonly #better: (host: Host) => void;
  readonly #rests = new Map<Host, Rest>();
  /** The answers that ended rests, of hosts that have taken no request since: worth no other request with data. */
  readonly #promised = new Map<Host, Grade>();
  readonly #end = new AbortController();

  /** `better` is called when a host's rest may end. */
  constructor(time: Time, random: () => number, better: (host: Host) => void) {
    this.#time = time;
    this.#random = random;
    this.#better = better;
  }

  /** The host begins a rest, after a request that it answered or did not. */
  begin(host: Host, answered: boolean): void {
    this.end(host);
    const known = answered ? undefined : (this.#promised.get(host) ?? NO_ANSWER);
    const rest = { known, cancel: () => {} };
    this.#rests.set(host, rest);
    this.#plan(host, rest);
  }

  /** The rest is over. */
  end(host: Host): void {
    this.#rests.get(host)?.cancel();
    this.#rests.delete(host);
  }

  /** The host has taken a request. */
  up(host: Host): void {
    this.#promised.delete(host);
  }

  /** Ends all at once. */
  close(): void {
    this.#end.abort();
    for (const host of [...this.#rests.keys()]) this.end(host);
  }

  /** Nothing is planned that would come no earlier than the end of the rest. */
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
