import type { Fault } from '../support/fault.ts';

const ERROR = { type: 'es_rejected_execution_exception', reason: 'the queue is full' };

/** What goes wrong, one after the other. */
const FAULTS: readonly ((random: () => number) => Fault)[] = [
  () => ({ kind: 'reply-trickle' }),
  () => ({ kind: 'status', status: 503 }),
  (random) => ({ kind: 'items', choose: () => (random() < 0.2 ? { status: 429, error: ERROR } : undefined) }),
  () => ({ kind: 'reset' }),
  (random) => ({
    kind: 'items',
    choose: () => (random() < 0.2 ? { status: 201, _id: 'of another document' } : undefined),
  }),
  () => ({ kind: 'reply-lost' }),
  () => ({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }),
  () => ({ kind: 'reply-flood' }),
  () => ({ kind: 'reply-cut' }),
];
/** Milliseconds between two faults, on average. */
const PAUSE_MS = 4000;

/** Spoils one request every few seconds, each time in another way. */
export class Trouble {
  count = 0;
  readonly #random: () => number;
  #next = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The fault of a request that comes at this time (milliseconds of any clock); undefined: none. */
  at(now: number): Fault | undefined {
    if (now < this.#next) return undefined;
    this.#next = now + this.#random() * 2 * PAUSE_MS;
    return FAULTS[this.count++ % FAULTS.length]?.(this.#random);
  }
}
