import type { Batch } from '../../parse/batch/batch.ts';
import type { Target } from '../answers/mismatch.ts';
import type { SimpleForm } from '../answers/simple-form.ts';
import type { Hosts } from '../hosts/hosts.ts';
import type { ShipEvents, Trouble } from '../ship-events.ts';
import type { Time } from '../time.ts';
import type { BodyLimit } from './body-limit.ts';
import type { LetterKeeper } from './letter-keeper.ts';
import type { Remains } from './remains.ts';

/** The things that all shippers of a pool share, and the calls by which they tell the pool what happens. */
export interface ShipperContext {
  readonly hosts: Hosts;
  /** Of documents that name none themselves, or empty. */
  readonly index: string;
  readonly target: Target;
  readonly keeper: LetterKeeper;
  readonly simpleForm: SimpleForm | undefined;
  readonly containerOf: (document: string) => string;
  readonly bodyLimit: BodyLimit;
  readonly events: ShipEvents;
  readonly time: Time;
  readonly random: () => number;
  /** Aborted when the pool ends at once. */
  readonly signal: AbortSignal;
  /** A request of so many bytes was answered document by document, and so many documents were acknowledged by it. */
  answered(documents: number, bytes: number, milliseconds: number): void;
  /** Copies of documents take so many bytes more than before, or fewer. */
  copied(bytes: number): void;
  /** Elasticsearch had too much to do. */
  pushedBack(): void;
  /** Requests are answered, but no documents are taken until an operator acts. undefined: documents are taken. */
  blocked(trouble: Trouble | undefined): void;
  /** A shipper has nothing left but suspects. It waits until others have shown whether documents are taken. */
  parked(batch: Batch, remains: Remains): void;
}
