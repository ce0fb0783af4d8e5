import type { Batch } from '../parse/batch.ts';
import type { Keep } from './letter-keeper.ts';
import type { Sender, SenderOptions } from './sender.ts';
import type { ShipEvents } from './ship-events.ts';
import type { Time } from './time.ts';

/** Where batches come from. */
export interface BatchSource {
  /** The next batch, undefined when there is none. */
  take(): Batch | undefined;
  /** Documents not taken yet. */
  readonly waiting: number;
}

export interface PoolOptions {
  readonly source: BatchSource;
  /** Where to: addresses, or senders that stand for them. */
  readonly hosts:
    | ({ readonly urls: readonly URL[] } & Omit<SenderOptions, 'connections'>)
    | readonly Sender[];
  readonly index: string;
  readonly keep: Keep;
  /** Every document of the batch is final. Its body is not touched any more. */
  readonly settle: (batch: Batch) => void;
  /** What is left of the batch has been copied to this body: its own is not touched any more. */
  readonly moved?: (batch: Batch, body: Buffer) => void;
  readonly events: ShipEvents;
  readonly min: number;
  readonly max: number;
  /** Shippers at the start. */
  readonly start?: number;
  readonly queueHigh: number;
  readonly time?: Time;
  /** From 0 up to, but not including, 1. */
  readonly random?: () => number;
}
