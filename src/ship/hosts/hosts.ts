import { backOff } from '../back-off.ts';
import { Cancellation } from '../requests/exchange.ts';
import type { Sender } from '../requests/sender.ts';
import type { ShipEvents, Trouble } from '../ship-events.ts';
import type { Time } from '../time.ts';
import { type Host, newHost, type Ticket } from './host.ts';
import { RestProbes } from './rest-probes.ts';
import { Silence } from './silence.ts';
import { WaitingRoom } from './waiting-room.ts';

/** A single failure is mostly a kept-alive connection that the host has just closed. It is not worth a warning. */
const FAILURES_TO_REPORT = 2;

/** A trial without an answer is waited for alone so long, and each further one twice as long as the one before … */
const FIRST_TRIAL_MS = 2000;
/** … up to this. */
const LONGEST_TRIAL_MS = 30_000;

/** A host lags when it has this many more requests under way than another host … */
const MANY_MORE = 2;
/** … and since its oldest request this many times as many have been sent as are under way. */
const OVERTAKEN = 1.5;

/** A request is overtaken when a document was taken by one that was sent so many later, and twice as many later as are under way. */
const OVERTAKEN_BY = 8;

/**
 * Chooses the host for each request: the next one in turn that is up. A host that failed rests, each time longer, and
 * then gets one request as a trial. Its rest ends early when a probe shows that it is back.
 */
export class Hosts {
  readonly #hosts: readonly Host[];
  readonly #time: Time;
  readonly #random: () => number;
  readonly #events: ShipEvents;
  readonly #probes: RestProbes;
  readonly #silence: Silence;
  readonly #waitingRoom: WaitingRoom;
  #turn = 0;
  #tickets = 0;

  /** `random` gives numbers from 0 up to, but not including, 1. */
  constructor(senders: readonly Sender[], time: Time, random: () => number, events: ShipEvents) {
    this.#hosts = senders.map(newHost);
    this.#time = time;
    this.#random = random;
    this.#events = events;
    this.#probes = new RestProbes(time, random, (host) => this.#endRest(host));
    this.#silence = new Silence(time, (host) =>
      this.#hosts.some((other) => other !== host && other.failures === 0),
    );
    this.#waitingRoom = new WaitingRoom(time, () => this.#nextTrial());
  }

  /** Permission to send to the next host in turn; undefined while every host rests or is on trial. */
  take(): Ticket | undefined {
    const lags = this.#lagging();
    for (let i = 0; i < this.#hosts.length; i++) {
      const host = this.#hosts[(this.#turn + i) % this.#hosts.length];
      if (host === undefined || !this.#usable(host) || lags(host)) continue;
      this.#turn = (this.#turn + i + 1) % this.#hosts.length;
      return this.#ticket(host);
    }
    return undefined;
  }

  /** Resolves when `take` is worth another call, or when the signal is aborted. Never rejects. */
  ready(signal: AbortSignal): Promise<void> {
    if (this.#hosts.some((host) => this.#usable(host))) return Promise.resolve();
    return this.#waitingRoom.wait(signal);
  }

  /** The host has answered the request and is not at fault; `accepted` when a document in it was taken. */
  answered({ host, number, sentAt }: Ticket, accepted: boolean): void {
    host.underWay.delete(number);
    this.#silence.answered(host, this.#time.now() - sentAt);
    if (accepted) host.acceptedTicket = Math.max(host.acceptedTicket, number);
    if (host.failures === 0 || number <= host.failedTicket) return;
    host.failures = 0;
    host.trial = 0;
    host.trialMs = 0;
    this.#probes.up(host);
    if (host.trouble !== undefined) this.#events.hostUp(host.sender.label);
    host.trouble = undefined;
    this.#waitingRoom.wake();
  }

  /** The host can't take requests at the moment. `retryAfterMs` is for how long it asked to be left alone, 0 if it did not. */
  failed({ host, number }: Ticket, trouble: Trouble, retryAfterMs: number): void {
    const now = this.#time.now();
    host.underWay.delete(number);
    this.#silence.over(host);
    if (host.trial === number) {
      host.trial = 0;
      host.trialMs = 0;
    }
    const first = number > host.failedTicket;
    if (first) {
      host.failures++;
      host.failedTicket = this.#tickets;
      host.restsUntil = now + backOff(host.failures, this.#random());
      this.#report(host, trouble);
    }
    host.patienceUntil = Math.max(host.patienceUntil, now + retryAfterMs);
    host.restsUntil = Math.max(host.restsUntil, host.patienceUntil);
    if (first) this.#probes.begin(host, trouble.status > 0);
    this.#waitingRoom.replan();
  }

  /** Ticket of the latest request in which a document was taken, by any host. */
  get acceptedTicket(): number {
    return Math.max(...this.#hosts.map(({ acceptedTicket }) => acceptedTicket));
  }

  /** How many requests under way are overtaken by far: most answers come, and theirs do not. */
  get overtaken(): number {
    let all = 0;
    for (const { underWay } of this.#hosts) all += underWay.size;
    const before = this.acceptedTicket - OVERTAKEN_BY - 2 * all;
    let overtaken = 0;
    for (const { underWay } of this.#hosts) {
      for (const number of underWay.keys()) {
        if (number > before) break;
        overtaken++;
      }
    }
    return overtaken;
  }

  /** Why the first host is down, when all of them are; otherwise undefined. */
  get trouble(): Trouble | undefined {
    return this.#hosts.every(({ trouble }) => trouble !== undefined) ? this.#hosts[0]?.trouble : undefined;
  }

  /** Ends at once: requests under way fail. */
  async close(): Promise<void> {
    this.#waitingRoom.close();
    this.#probes.close();
    this.#silence.close();
    await Promise.all(this.#hosts.map(({ sender }) => sender.close()));
  }

  #ticket(host: Host): Ticket {
    const number = ++this.#tickets;
    if (host.failures > 0) {
      host.trial = number;
      host.trialMs = Math.min(LONGEST_TRIAL_MS, 2 * host.trialMs || FIRST_TRIAL_MS);
      host.trialUntil = this.#time.now() + host.trialMs;
      this.#probes.end(host);
    }
    const ticket = { host, number, sentAt: this.#time.now(), cancellation: new Cancellation() };
    host.underWay.set(number, ticket);
    this.#silence.sent(host);
    return ticket;
  }

  /**
   * Tells which hosts are passed over as long as there are others. Without this every shipper would soon wait for a host
   * that hangs.
   */
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
    return host.failures === 0 || this.#time.now() >= nextTrialOf(host);
  }

  /** When a host may be tried next. The answer to a trial under way wakes who waits before that. */
  #nextTrial(): number {
    return Math.min(...this.#hosts.map(nextTrialOf));
  }

  /** A probe was answered better than before. If the trial fails all the same, the back-off begins anew. */
  #endRest(host: Host): void {
    host.failures = 1;
    host.restsUntil = Math.max(this.#time.now(), host.patienceUntil);
    this.#waitingRoom.replan();
  }

  /** Reports only trouble that lasts, and a 429 never: a host that is busy is up. */
  #report(host: Host, trouble: Trouble): void {
    const lasts = host.failures >= FAILURES_TO_REPORT || trouble.remedy !== undefined;
    if (trouble.status === 429 || !lasts) return;
    const known = host.trouble !== undefined;
    host.trouble = trouble;
    if (!known) this.#events.hostDown(trouble);
  }
}

function nextTrialOf({ trial, trialUntil, restsUntil }: Host): number {
  return trial === 0 ? restsUntil : Math.max(restsUntil, trialUntil);
}
