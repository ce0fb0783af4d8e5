import {
  type Bounds,
  type ControllerState,
  decide,
  initialState,
  MAX_STEP_MS,
  nextMeasurement,
} from './controller.ts';
import type { Time } from './time.ts';

/** What is measured of a pool at one moment. */
export interface Load {
  /** Documents that no shipper has taken. */
  readonly waiting: number;
  readonly inFlight: number;
  /** Shippers at work. */
  readonly busy: number;
}

export interface MeasurementsOptions {
  readonly bounds: Bounds;
  /** Shippers at the start. */
  readonly start: number;
  readonly time: Time;
  readonly load: () => Load;
  /** After each measurement; `shippers` may be what it was before. */
  readonly measured: (shippers: number) => void;
  /** The number has changed, or a second with work has passed. */
  readonly report: (shippers: number, waiting: number) => void;
}

/** Measures the pool for the controller, as often as that needs, and keeps what it decided. Without work no timer runs. */
export class Measurements {
  readonly #options: MeasurementsOptions;
  #control: ControllerState;
  #seen = { busy: 0, requests: 0, documents: 0, milliseconds: 0, pushBack: false };
  #due = Number.POSITIVE_INFINITY;
  #cancel = (): void => {};
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(options: MeasurementsOptions) {
    this.#options = options;
    this.#control = initialState(options.start, options.time.now());
  }

  /** How many shippers may be at work. */
  get limit(): number {
    return this.#control.limit;
  }

  /** So many shippers are at work. */
  busy(shippers: number): void {
    this.#seen.busy = Math.max(this.#seen.busy, shippers);
  }

  /** A request was answered, and so many documents acknowledged by it. */
  answered(documents: number, milliseconds: number): void {
    this.#seen.requests++;
    this.#seen.documents += documents;
    this.#seen.milliseconds += milliseconds;
  }

  /** Elasticsearch has too much to do. */
  pushedBack(): void {
    this.#seen.pushBack = true;
    this.#measure();
  }

  /** Sees to it that the next measurement comes in time; without work there is none. */
  schedule(): void {
    const { bounds, load, time } = this.#options;
    const { waiting, busy } = load();
    if (busy === 0 && waiting === 0 && this.limit <= bounds.min) return;
    if (waiting > bounds.queueHigh && this.#control.stepFrom === undefined) {
      // The first step begins now, not with the next measurement.
      this.#measure();
      return;
    }
    const milliseconds = nextMeasurement(this.#control, waiting, bounds);
    const due = time.now() + milliseconds;
    if (due >= this.#due) return;
    this.#cancel();
    this.#due = due;
    this.#cancel = time.after(milliseconds, () => this.#measure());
  }

  /** No measurement comes any more, unless another is scheduled. */
  close(): void {
    this.#cancel();
  }

  #measure(): void {
    const { bounds, load, time, measured, report } = this.#options;
    this.#cancel();
    this.#due = Number.POSITIVE_INFINITY;
    const now = time.now();
    const { waiting, inFlight, busy } = load();
    const before = this.limit;
    this.#control = decide(this.#control, { now, waiting, inFlight, ...this.#seen }, bounds);
    this.#seen = { busy, requests: 0, documents: 0, milliseconds: 0, pushBack: false };
    const working = busy > 0 || waiting > 0;
    if (this.limit !== before || (working && now - this.#reportedAt >= MAX_STEP_MS)) {
      this.#reportedAt = now;
      report(this.limit, waiting);
    }
    measured(this.limit);
  }
}
