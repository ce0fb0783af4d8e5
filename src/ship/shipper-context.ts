import type { Batch } from '../parse/batch.ts';
import type { BodyLimit } from './body-limit.ts';
import type { Hosts } from './hosts.ts';
import type { LetterKeeper } from './letter-keeper.ts';
import type { Remains } from './remains.ts';
import type { ShipEvents, Trouble } from './ship-events.ts';
import type { Time } from './time.ts';

/** What all shippers of a pool share. */
export interface ShipperContext {
  readonly hosts: Hosts;
  readonly index: string;
  readonly keeper: LetterKeeper;
  readonly bodyLimit: BodyLimit;
  readonly events: ShipEvents;
  readonly time: Time;
  readonly random: () => number;
  /** Aborted when shipping ends with documents left over. */
  readonly signal: AbortSignal;
  /** So many documents were acknowledged by one answer. */
  answered(documents: number, milliseconds: number): void;
  /** Elasticsearch had too much to do. */
  pushedBack(): void;
  /** Requests are answered, but documents not taken until an operator acts; undefined: they are taken. */
  blocked(trouble: Trouble | undefined): void;
  /** A shipper has nothing left but suspects: it waits until others have shown whether documents are taken. */
  parked(batch: Batch, remains: Remains): void;
}
