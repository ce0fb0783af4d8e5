import type { Controller, Load, Measurement } from './controller.ts';

/** The bounds within which the controller chooses. */
export interface Bounds {
  /** The fewest shippers. */
  readonly min: number;
  /** The most shippers. */
  readonly max: number;
  /** Documents waiting above which, while the queue doesn't shrink, a shipper is added. */
  readonly queueHigh: number;
}

/** The throughput of a number of shippers. */
interface Pace {
  readonly documentsPerSecond: number;
  /** Mean duration of a request in milliseconds. */
  readonly latency: number;
}

/** Requests since the last change of the limit. */
interface Window {
  readonly since: number;
  readonly requests: number;
  readonly documents: number;
  readonly milliseconds: number;
}

/** The controller's memory between two measurements. */
export interface AimdState {
  /** How many shippers may be at work. */
  readonly limit: number;
  /** Milliseconds until the next shipper is added while the queue is high. */
  readonly step: number;
  /** When the running step began; undefined while the queue is not high. */
  readonly stepFrom: number | undefined;
  /** Documents waiting or in flight. A new shipper alone doesn't make them fewer, only answers do. */
  readonly unacknowledged: number;
  readonly window: Window;
  /** The limit that growth is compared with, and its pace once that is known. */
  readonly reference: { readonly limit: number; readonly pace: Pace | undefined };
  /** No growth before this time. */
  readonly holdUntil: number;
  /** When the limit was last multiplied. */
  readonly pushedBackAt: number;
}

/** The first step with a high queue is this long, each next one this much longer … */
export const STEP_MS = 10;
/** … up to this. */
export const MAX_STEP_MS = 1000;

const PUSH_BACK_FACTOR = 0.7;
/** Requests in flight together are pushed back together. Within this time that counts once. */
const PUSH_BACK_ONCE_MS = 500;

/** Growth is judged after each quarter: the effect of a single shipper among many would drown in noise. */
const STRIDE = 1.25;
/** The first stride has nothing to be compared with. It is this many shippers long, and ends when answers have come. */
const FIRST_STRIDE = 5;

/** Elasticsearch is at its limit when requests have become this much slower … */
const SLOWER = 1.2;
/** … and throughput has not grown this much. */
const MORE = 1.05;
/** After that there is no growth for this long. */
const SATURATED_MS = 5000;

/**
 * Additive increase, multiplicative decrease, as TCP's congestion control has it (RFC 5681): one shipper more while the
 * queue is high, 0.7 times as many after a push-back. `decide` says it in full.
 */
export class AimdController implements Controller {
  readonly #bounds: Bounds;
  #state: AimdState;

  /** `start` is the limit to begin with; `now` is of the same clock as the measurements. */
  constructor(bounds: Bounds, start: number, now: number) {
    this.#bounds = bounds;
    this.#state = initialState(Math.min(bounds.max, Math.max(bounds.min, start)), now);
  }

  get limit(): number {
    return this.#state.limit;
  }

  measured(seen: Measurement): void {
    this.#state = decide(this.#state, seen, this.#bounds);
  }

  nextMeasurement({ waiting, busy }: Load): number {
    const idle = busy === 0 && waiting === 0;
    if (idle && this.limit <= this.#bounds.min) return Number.POSITIVE_INFINITY;
    // The first step begins when the queue becomes high, not with the next measurement.
    if (waiting > this.#bounds.queueHigh && this.#state.stepFrom === undefined) return 0;
    return nextMeasurement(this.#state, waiting, this.#bounds);
  }
}

/** The state before the first measurement. */
export function initialState(limit: number, now: number): AimdState {
  return {
    limit,
    step: STEP_MS,
    stepFrom: undefined,
    unacknowledged: 0,
    window: emptyWindow(now),
    reference: { limit, pace: undefined },
    holdUntil: 0,
    pushedBackAt: Number.NEGATIVE_INFINITY,
  };
}

/**
 * The state after one measurement.
 *
 * - Pushed back: 0.7 of the limit.
 * - The queue is high: one more, the first after 10 ms, each next 10 ms later than the one before (10, 20, 30 … up to
 *   1,000 ms), while the queue doesn't shrink. A stride of growth that made requests slower without acknowledging more is
 *   taken back.
 * - The queue is not high, and a shipper had nothing to do: one less, at most once a second.
 */
export function decide(state: AimdState, seen: Measurement, bounds: Bounds): AimdState {
  const { window } = state;
  const next = {
    ...state,
    unacknowledged: seen.waiting + seen.inFlight,
    window: {
      since: window.since,
      requests: window.requests + seen.requests,
      documents: window.documents + seen.documents,
      milliseconds: window.milliseconds + seen.milliseconds,
    },
  };
  if (seen.pushBack) return pushBack(next, seen.now, bounds);
  if (seen.waiting <= bounds.queueHigh) return calm(next, seen, bounds);
  if (state.stepFrom === undefined) return { ...next, stepFrom: seen.now };
  if (seen.now - state.stepFrom < state.step || seen.now < state.holdUntil) return next;
  const shrinking = next.unacknowledged < state.unacknowledged;
  if (shrinking || state.limit >= bounds.max) return { ...next, stepFrom: seen.now };
  return grow(next, seen.now);
}

/** Milliseconds until the next measurement, while there is work. */
export function nextMeasurement(state: AimdState, waiting: number, bounds: Bounds): number {
  return waiting > bounds.queueHigh ? state.step : MAX_STEP_MS;
}

function pushBack(state: AimdState, now: number, bounds: Bounds): AimdState {
  const hold = { ...state, holdUntil: now + MAX_STEP_MS, step: MAX_STEP_MS };
  if (now - state.pushedBackAt < PUSH_BACK_ONCE_MS) return hold;
  const limit = Math.max(bounds.min, Math.floor(state.limit * PUSH_BACK_FACTOR));
  return { ...withLimit(hold, limit, now), reference: { limit, pace: undefined }, pushedBackAt: now };
}

function calm(state: AimdState, { now, busy }: Measurement, bounds: Bounds): AimdState {
  const calmed = { ...state, stepFrom: undefined, step: STEP_MS };
  const idle = busy < state.limit && state.limit > bounds.min && now - state.window.since >= MAX_STEP_MS;
  if (!idle) return calmed;
  const limit = state.limit - 1;
  return { ...withLimit(calmed, limit, now), reference: { limit, pace: undefined } };
}

function grow(state: AimdState, now: number): AimdState {
  const { limit, reference, window } = state;
  const later = { ...state, stepFrom: now, step: Math.min(MAX_STEP_MS, state.step + STEP_MS) };
  if (limit < strideEnd(reference)) return withLimit(later, limit + 1, now);

  const pace = paceOf(window, limit, now);
  if (pace === undefined) return later;
  if (reference.pace !== undefined && isSaturated(reference.pace, pace)) {
    return { ...withLimit(later, reference.limit, now), holdUntil: now + SATURATED_MS };
  }
  return { ...withLimit(later, limit + 1, now), reference: { limit, pace } };
}

function strideEnd({ limit, pace }: AimdState['reference']): number {
  return pace === undefined ? limit + FIRST_STRIDE : Math.ceil(limit * STRIDE);
}

/** Undefined until there were as many answers as shippers, since a lucky shipper should not speak for all. */
function paceOf(window: Window, limit: number, now: number): Pace | undefined {
  if (window.requests < limit || now <= window.since) return undefined;
  return {
    documentsPerSecond: (window.documents / (now - window.since)) * 1000,
    latency: window.milliseconds / window.requests,
  };
}

function isSaturated(before: Pace, pace: Pace): boolean {
  const slower = pace.latency > before.latency * SLOWER;
  return slower && pace.documentsPerSecond < before.documentsPerSecond * MORE;
}

function withLimit(state: AimdState, limit: number, now: number): AimdState {
  return { ...state, limit, window: emptyWindow(now) };
}

function emptyWindow(since: number): Window {
  return { since, requests: 0, documents: 0, milliseconds: 0 };
}
