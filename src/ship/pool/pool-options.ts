import type { Batch } from '../../parse/batch/batch.ts';
import type { SimpleForm } from '../answers/simple-form.ts';
import type { Sender, SenderOptions } from '../requests/sender.ts';
import type { ShipEvents } from '../ship-events.ts';
import type { WantedTemplate } from '../template/ensure-template.ts';
import type { TemplateEvents } from '../template/template-events.ts';
import type { Time } from '../time.ts';
import type { Controller } from './controller.ts';
import type { Keep } from './letter-keeper.ts';

/** The place where sealed batches wait. */
export interface BatchSource {
  /** The next batch; undefined when none is waiting. */
  take(): Batch | undefined;
  /** Documents that are waiting. */
  readonly waiting: number;
}

/** Everything that a pool needs. Clock, timers and randomness are the system's unless given. */
export interface PoolOptions {
  readonly source: BatchSource;
  /** The hosts to ship to: addresses, or senders in place of them. */
  readonly hosts:
    | ({ readonly urls: readonly URL[] } & Omit<SenderOptions, 'connections'>)
    | readonly Sender[];
  /** Of documents that name none themselves. Undefined: each names its own. */
  readonly index: string | undefined;
  /** The index template that is there before the first document. Only for addresses. */
  readonly template?: { readonly wanted: WantedTemplate; readonly events: TemplateEvents };
  readonly keep: Keep;
  /** The form in which refused documents are sent once more. Default: none, they become dead letters at once. */
  readonly simpleForm?: SimpleForm | undefined;
  /** Name of the container that printed the text of a source line. Default: not known. */
  readonly containerOf?: (document: string) => string;
  /** Called when every document of the batch is final. Its body is not touched any more. */
  readonly settle: (batch: Batch) => void;
  /** Called when what is left of the batch has been copied to `body`. The batch's own body is not touched any more. */
  readonly moved?: (batch: Batch, body: Buffer) => void;
  /** `copiedBytes` has become less. */
  readonly onRoom?: () => void;
  readonly events: ShipEvents;
  /** The fewest shippers. */
  readonly min: number;
  /** The most shippers, and the most connections to each host. */
  readonly max: number;
  /** Shippers at the start. */
  readonly start?: number;
  /** Documents waiting above which, while they don't become fewer, shippers are added. */
  readonly queueHigh: number;
  /** Decides how many shippers may be at work, in place of the one that `min`, `max`, `start` and `queueHigh` describe. */
  readonly controller?: Controller;
  readonly time?: Time;
  /** Gives numbers from 0 up to, but not including, 1. */
  readonly random?: () => number;
}
