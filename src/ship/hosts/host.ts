import type { Cancellation } from '../requests/exchange.ts';
import type { Sender } from '../requests/sender.ts';
import type { Trouble } from '../ship-events.ts';

/**
 * One host. It is in one of three states:
 *
 * - *up*: `failures` is 0. Any number of requests may be sent to it.
 * - *resting*: it failed, and `restsUntil` is in the future. Nothing is sent to it.
 * - *on trial*: its rest is over, and one request finds out whether it is up again. `trial` is that request's ticket. As its answer may drip
 *   for minutes, it is not waited for alone: after two seconds a second trial may leave, four later a third, and so on.
 *
 * Tickets are numbered in the order of sending. So an answer to a request that was sent before the host's last failure is
 * recognised: it neither makes the rest longer nor ends it.
 */
export interface Host {
  readonly sender: Sender;
  /** Failures in a row; 0 means up. */
  failures: number;
  /** The time at which its rest ends. */
  restsUntil: number;
  /** The time until which it has asked to be left alone, by `Retry-After`. */
  patienceUntil: number;
  /** Ticket of the request that is the trial, the latest one of several; 0 for none. */
  trial: number;
  /** How long that one is waited for alone, in milliseconds, and until when. */
  trialMs: number;
  trialUntil: number;
  /** Requests with a ticket up to this one were sent before the last failure. */
  failedTicket: number;
  /** Ticket of the latest request in which a document was taken. */
  acceptedTicket: number;
  /** Why it is down, once that has been reported. */
  trouble: Trouble | undefined;
  /** Requests that have no answer yet, by the number of their ticket, oldest first. */
  readonly underWay: Map<number, Ticket>;
  /** When it last answered anything. */
  answeredAt: number;
}

/** Permission to send one request to one host. It must be given back, by `Hosts.answered` or `Hosts.failed`. */
export interface Ticket {
  readonly host: Host;
  readonly number: number;
  readonly sentAt: number;
  /** Ends the request when the host is not waited for any longer. */
  readonly cancellation: Cancellation;
}

/** A host that is up and was never used. */
export function newHost(sender: Sender): Host {
  return {
    sender,
    failures: 0,
    restsUntil: 0,
    patienceUntil: 0,
    trial: 0,
    trialMs: 0,
    trialUntil: 0,
    failedTicket: 0,
    acceptedTicket: 0,
    trouble: undefined,
    underWay: new Map(),
    answeredAt: Number.NEGATIVE_INFINITY,
  };
}
