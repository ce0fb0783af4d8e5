import type { Cancellation } from './exchange.ts';
import type { Sender } from './sender.ts';
import type { Trouble } from './ship-events.ts';

/**
 * One host on the round. It is *up*; or *resting* until `restsUntil` after a failure; or *on trial*, when one request
 * finds out whether it is up again. A request carries a ticket, numbered in the order of sending, so that replies to
 * requests sent before the host's last failure neither make its rest longer nor end it.
 */
export interface Host {
  readonly sender: Sender;
  /** Failures in a row; 0 means up. */
  failures: number;
  restsUntil: number;
  /** Until then it has asked to be left alone. */
  patienceUntil: number;
  /** Ticket of the request that is the trial, 0 for none. */
  trial: number;
  /** Requests with a ticket up to this one were sent before the last failure. */
  failedTicket: number;
  /** The latest request in which a document was taken. */
  acceptedTicket: number;
  /** Why it is down, once it has been reported as down. */
  trouble: Trouble | undefined;
  /** Requests that have no answer yet, by ticket, in the order of sending. */
  readonly underWay: Map<number, UnderWay>;
  /** When it last answered anything. */
  answeredAt: number;
}

/** A request without an answer yet. */
export interface UnderWay {
  readonly sentAt: number;
  readonly cancellation: Cancellation;
}

/** Permission to send one request to one host. It must be given back by one of `answered` and `failed`. */
export interface Ticket {
  readonly host: Host;
  readonly number: number;
  /** Used when the host is not waited for any longer. */
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
    failedTicket: 0,
    acceptedTicket: 0,
    trouble: undefined,
    underWay: new Map(),
    answeredAt: Number.NEGATIVE_INFINITY,
  };
}
