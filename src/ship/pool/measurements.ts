import type { Time } from '../time.ts';
import type { Controller, Load } from './controller.ts';

/** While there is work, the number of shippers is reported at least this often, though it stays the same. */
const REPORT_MS = 1000;

export interface MeasurementsOptions {
  readonly controller: Controller;
  readonly time: Time;
  readonly load: () => Load;
  /** Called after each measurement: the limit may be another one. */
  readonly measured: () => void;
  /** Called when the limit has changed, and once a second while there is work. */
  readonly report: (shippers: number, waiting: number) => void;
}

/** Sums up what happens in the pool and hands it to the controller as often as that asks for it. */
export class Measurements {
  readonly #options: MeasurementsOptions;
  #seen = nothingSeen(0);
  #due = Number.POSITIVE_INFINITY;
  #cancel = (): void => {};
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(options: MeasurementsOptions) {
    this.#options = options;
  }

  /** So many shippers are at work now. */
  busy(shippers: number): void {
    this.#seen.busy = Math.max(this.#seen.busy, shippers);
  }

  /** A request of so many bytes was answered document by document, and so many documents were acknowledged by it. */
  answered(documents: number, bytes: number, milliseconds: number): void {
    this.#seen.requests++;
    this.#seen.documents += documents;
    this.#seen.bytes += bytes;
    this.#seen.milliseconds += milliseconds;
  }

  /** Elasticsearch has too much to do: the controller is told at once. */
  pushedBack(): void {
    this.#seen.pushBack = true;
    this.#measure();
  }

  /** Sees to it that the next measurement comes when the controller wants it. */
  schedule(): void {
    const { controller, load, time } = this.#options;
    const milliseconds = controller.nextMeasurement(load());
    if (milliseconds <= 0) {
      this.#measure();
      return;
    }
    const due = time.now() + milliseconds;
    if (due >= this.#due) return;
    this.#cancel();
    this.#due = due;
    this.#cancel = time.after(milliseconds, () => this.#measure());
  }

  /** Cancels the measurement that is scheduled. */
  close(): void {
    this.#cancel();
  }

  #measure(): void {
    const { controller, load, time, measured, report } = this.#options;
    this.#cancel();
    this.#due = Number.POSITIVE_INFINITY;
    const now = time.now();
    const { waiting, inFlight, busy } = load();
    const before = controller.limit;
    controller.measured({ now, waiting, inFlight, ...this.#seen });
    this.#seen = nothingSeen(busy);
    const { limit } = controller;
    const working = busy > 0 || waiting > 0;
    if (limit !== before || (working && now - this.#reportedAt >= REPORT_MS)) {
      this.#reportedAt = now;
      report(limit, waiting);
    }
    measured();
  }
}

function nothingSeen(busy: number) {
  return { busy, requests: 0, documents: 0, bytes: 0, milliseconds: 0, pushBack: false };
}
