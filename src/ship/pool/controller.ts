/**
 * Decides how many shippers may be at work. The pool measures whenever the controller asks for it, and looks at `limit`
 * each time it could begin with a batch.
 *
 * Another way to decide is another file with this interface, handed in as `PoolOptions.controller`.
 */
export interface Controller {
  /**
   * How many shippers may be at work. Those above it end with the batch they have. With 0 nothing is sent until a
   * measurement raises it again; only a pool that stops keeps one shipper all the same, to deliver what has been read.
   */
  readonly limit: number;
  /** Takes one measurement in. `limit` may be another one afterwards. */
  measured(seen: Measurement): void;
  /**
   * Milliseconds until the next measurement. Asked after each change of the load and after each measurement; the
   * earliest time that was named counts. 0 measures at once, so it must not be the answer again right after that.
   * Infinity asks for no measurement until the load changes: an idle pool should run no timer.
   */
  nextMeasurement(load: Load): number;
}

/** A pool at one moment. */
export interface Load {
  /** Documents waiting for a shipper. */
  readonly waiting: number;
  /** Documents taken and not acknowledged yet. */
  readonly inFlight: number;
  /** Shippers at work. */
  readonly busy: number;
}

/** A pool at this moment, and what happened since the measurement before. */
export interface Measurement {
  /** Milliseconds of a clock that never runs backwards. */
  readonly now: number;
  /** Documents waiting for a shipper at this moment. */
  readonly waiting: number;
  /** Documents taken and not acknowledged yet. */
  readonly inFlight: number;
  /** The most shippers at work at one moment. */
  readonly busy: number;
  /** Requests answered document by document; those that failed as a whole don't count. */
  readonly requests: number;
  /** Documents acknowledged by these requests. */
  readonly documents: number;
  /** Bytes of these requests' bodies, before compression. */
  readonly bytes: number;
  /** The sum of these requests' durations in milliseconds. */
  readonly milliseconds: number;
  /** Elasticsearch had too much to do: 429 for a request or an item, or a time-out. */
  readonly pushBack: boolean;
}
