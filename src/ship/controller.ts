/** The bounds within which the controller chooses. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Documents waiting above which, while the queue doesn't shrink, a shipper is added. */
  readonly queueHigh: number;
}

/** What the pool saw since the measurement before. */
export interface Measurement {
  /** Milliseconds of a clock that never runs backwards. */
  readonly now: number;
  /** Documents waiting for a shipper at this moment. */
  readonly waiting: number;
  /** Documents taken and not acknowledged yet. */
  readonly inFlight: number;
  /** The most shippers at work at one moment. */
  readonly busy: number;
  /** Requests answered, the documents acknowledged by them, and the sum of their durations in milliseconds. */
  readonly requests: number;
  readonly documents: number;
  readonly milliseconds: number;
  /** Elasticsearch had too much to do: 429 for a request or an item, or a time-out. */
  readonly pushBack: boolean;
}

interface Pace {
  readonly documentsPerSecond: number;
  readonly latency: number;
}

/** Requests since the last change of the limit. */
interface Window {
  readonly since: number;
  readonly requests: number;
  readonly documents: number;
  readonly milliseconds: number;
}

export interface ControllerState {
  /** How many shippers may be at work. */
  readonly limit: number;
  /** Milliseconds until the next shipper is added while the queue is high. */
  readonly step: number;
  /** When the running step began; undefined while the queue is not high. */
  readonly stepFrom: number | undefined;
  /** Documents waiting or in flight: with more shippers alone they don't become fewer. */
  readonly unacknowledged: number;
  readonly window: Window;
  /** The limit that growth is compared with, and what it achieved once that is known. */
  readonly reference: { readonly limit: number; readonly pace: Pace | undefined };
  /** No growth before this time. */
  readonly holdUntil: number;
  readonly pushedBackAt: number;
}

/** The first shipper is added after this long with a high queue, each next one this much later than the one before. */
export const STEP_MS = 10;
export const MAX_STEP_MS = 1000;

const PUSH_BACK_FACTOR = 0.7;
/** Requests in flight together are pushed back together: that counts once. */
const PUSH_BACK_ONCE_MS = 500;

/** Growth is judged in strides of a quarter: the effect of a single shipper among many drowns in noise. */
const STRIDE = 1.25;
/** The first stride has nothing to be compared with, and ends after so many shippers until answers have come. */
const FIRST_STRIDE = 5;

/** Requests became this much slower and not this much more was acknowledged: Elasticsearch is at its limit. */
const SLOWER = 1.2;
const MORE = 1.05;
/** Then growth waits so long before it tries again. */
const SATURATED_MS = 5000;

export function initialState(limit: number, now: number): ControllerState {
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
export function decide(state: ControllerState, seen: Measurement, bounds: Bounds): ControllerState {
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
export function nextMeasurement(state: ControllerState, waiting: number, bounds: Bounds): number {
  return waiting > bounds.queueHigh ? state.step : MAX_STEP_MS;
}

function pushBack(state: ControllerState, now: number, bounds: Bounds): ControllerState {
  const hold = { ...state, holdUntil: now + MAX_STEP_MS, step: MAX_STEP_MS };
  if (now - state.pushedBackAt < PUSH_BACK_ONCE_MS) return hold;
  const limit = Math.max(bounds.min, Math.floor(state.limit * PUSH_BACK_FACTOR));
  return { ...withLimit(hold, limit, now), reference: { limit, pace: undefined }, pushedBackAt: now };
}

function calm(state: ControllerState, { now, busy }: Measurement, bounds: Bounds): ControllerState {
  const calmed = { ...state, stepFrom: undefined, step: STEP_MS };
  const idle = busy < state.limit && state.limit > bounds.min && now - state.window.since >= MAX_STEP_MS;
  if (!idle) return calmed;
  const limit = state.limit - 1;
  return { ...withLimit(calmed, limit, now), reference: { limit, pace: undefined } };
}

function grow(state: ControllerState, now: number): ControllerState {
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

function strideEnd({ limit, pace }: ControllerState['reference']): number {
  return pace === undefined ? limit + FIRST_STRIDE : Math.ceil(limit * STRIDE);
}

/** Known only when about every shipper has had an answer, else a lucky one would speak for all. */
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

function withLimit(state: ControllerState, limit: number, now: number): ControllerState {
  return { ...state, limit, window: emptyWindow(now) };
}

function emptyWindow(since: number): Window {
  return { since, requests: 0, documents: 0, milliseconds: 0 };
}
