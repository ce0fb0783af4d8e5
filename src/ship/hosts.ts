import { backOff } from './back-off.ts';
import { Cancellation } from './exchange.ts';
import { type Host, newHost, type Ticket } from './host.ts';
import { RestProbes } from './rest-probes.ts';
import type { Sender } from './sender.ts';
import type { ShipEvents, Trouble } from './ship-events.ts';
import { Silence } from './silence.ts';
import type { Time } from './time.ts';

/** A lone failure is mostly a kept-alive connection that the host has just closed: nothing to alarm people with. */
const FAILURES_TO_REPORT = 2;

/** A host lags when it has so many more requests under way than another … */
const MANY_MORE = 2;
/** … and its oldest was overtaken by so many times as many as are under way. */
const OVERTAKEN = 1.5;

/**
 * Round robin over the hosts that are up. A host that failed rests, each time longer, then gets one trial request; its
 * rest ends early when a probe says so.
 */
export class Hosts {
  readonly #hosts: readonly Host[];
  readonly #time: Time;
  readonly #random: () => number;
  readonly #events: ShipEvents;
  readonly #probes: RestProbes;
  readonly #silence: Silence;
  #turn = 0;
  #tickets = 0;
  readonly #waiting = new Set<() => void>();
  #cancelTimer: (() => void) | undefined;

  constructor(senders: readonly Sender[], time: Time, random: () => number, events: ShipEvents) {
    this.#hosts = senders.map(newHost);
    this.#time = time;
    this.#random = random;
    this.#events = events;
    this.#probes = new RestProbes(time, random, (host) => this.#endRest(host));
    this.#silence = new Silence(time, (host) =>
      this.#hosts.some((other) => other !== host && other.failures === 0),
    );
  }

  /** Permission to send to the next host in turn; undefined while every host rests or is on trial. */
  take(): Ticket | undefined {
    const lags = this.#lagging();
    for (let i = 0; i < this.#hosts.length; i++) {
      const host = this.#hosts[(this.#turn + i) % this.#hosts.length];
      if (host === undefined || !this.#usable(host)) continue;
      if (lags(host)) continue;
      this.#turn = (this.#turn + i + 1) % this.#hosts.length;
      return this.#ticket(host);
    }
    return undefined;
  }

  /** Resolves when `take` is worth another call, or the signal is aborted. */
  ready(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#hosts.some((host) => this.#usable(host))) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        if (this.#waiting.size === 0) this.#disarm();
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener('abort', end);
      this.#arm();
    });
  }

  /** The host took the request for what it is; `accepted` when a document in it was taken. */
  answered({ host, number }: Ticket, accepted: boolean): void {
    const sentAt = host.underWay.get(number)?.sentAt;
    host.underWay.delete(number);
    if (sentAt !== undefined) this.#silence.answered(host, this.#time.now() - sentAt);
    if (accepted) host.acceptedTicket = Math.max(host.acceptedTicket, number);
    if (host.failures === 0 || number <= host.failedTicket) return;
    host.failures = 0;
    host.trial = 0;
    this.#probes.up(host);
    if (host.trouble !== undefined) this.#events.hostUp(host.sender.label);
    host.trouble = undefined;
    this.#wake();
  }

  /** The host can't take requests at the moment, and may have said for how long. */
  failed({ host, number }: Ticket, trouble: Trouble, retryAfterMs: number): void {
    const now = this.#time.now();
    host.underWay.delete(number);
    this.#silence.over(host);
    if (host.trial === number) host.trial = 0;
    const first = number > host.failedTicket;
    if (first) {
      host.failures++;
      host.failedTicket = this.#tickets;
      host.restsUntil = now + backOff(host.failures, this.#random());
      this.#note(host, trouble);
    }
    host.patienceUntil = Math.max(host.patienceUntil, now + retryAfterMs);
    host.restsUntil = Math.max(host.restsUntil, host.patienceUntil);
    if (first) this.#probes.begin(host, trouble.status > 0);
    this.#arm();
  }

  /** The latest ticket of a request in which a document was taken, by any host. */
  get acceptedTicket(): number {
    return Math.max(...this.#hosts.map(({ acceptedTicket }) => acceptedTicket));
  }

  /** Why no request can be sent, when no host is left. */
  get trouble(): Trouble | undefined {
    return this.#hosts.every(({ trouble }) => trouble !== undefined) ? this.#hosts[0]?.trouble : undefined;
  }

  /** Ends at once: requests under way fail. */
  async close(): Promise<void> {
    this.#disarm();
    this.#probes.close();
    this.#silence.close();
    await Promise.all(this.#hosts.map(({ sender }) => sender.close()));
  }

  #ticket(host: Host): Ticket {
    const number = ++this.#tickets;
    const cancellation = new Cancellation();
    if (host.failures > 0) {
      host.trial = number;
      this.#probes.end(host);
    }
    host.underWay.set(number, { sentAt: this.#time.now(), cancellation });
    this.#silence.sent(host);
    return { host, number, cancellation };
  }

  /** Which hosts are passed over as long as others are not: one that hangs would soon have every shipper wait for it. */
  #lagging(): (host: Host) => boolean {
    let least = Number.POSITIVE_INFINITY;
    let all = 0;
    for (const host of this.#hosts) {
      if (this.#usable(host)) least = Math.min(least, host.underWay.size);
      all += host.underWay.size;
    }
    return ({ underWay }) => {
      if (underWay.size < least + MANY_MORE) return false;
      const [oldest = this.#tickets] = underWay.keys();
      return this.#tickets - oldest > OVERTAKEN * all;
    };
  }

  #usable(host: Host): boolean {
    return host.failures === 0 || (host.trial === 0 && this.#time.now() >= host.restsUntil);
  }

  /** The host is not what it was when it failed: what is left of its trouble counts from the beginning. */
  #endRest(host: Host): void {
    host.failures = 1;
    host.restsUntil = Math.max(this.#time.now(), host.patienceUntil);
    this.#arm();
  }

  /** Only what lasts is reported, and 429 never: a busy host is up. */
  #note(host: Host, trouble: Trouble): void {
    const lasts = host.failures >= FAILURES_TO_REPORT || trouble.remedy !== undefined;
    if (trouble.status === 429 || !lasts) return;
    const known = host.trouble !== undefined;
    host.trouble = trouble;
    if (!known) this.#events.hostDown(trouble);
  }

  #arm(): void {
    this.#disarm();
    if (this.#waiting.size === 0) return;
    const rests = this.#hosts.filter(({ trial }) => trial === 0).map(({ restsUntil }) => restsUntil);
    // While all are on trial the trials' ends wake.
    if (rests.length === 0) return;
    const rest = Math.max(0, Math.min(...rests) - this.#time.now());
    // Timers count whole milliseconds and may fire a fraction early.
    this.#cancelTimer = this.#time.after(Math.ceil(rest), () => this.#wake());
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #wake(): void {
    for (const end of [...this.#waiting]) end();
  }
}
