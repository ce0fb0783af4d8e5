import type { Container } from './block.ts';
import type { DeletedFiles } from './deleted-files.ts';
import type { Descriptors } from './descriptors.ts';
import type { GivenUp } from './given-up.ts';
import type { Reader } from './reader.ts';
import type { Selection } from './selection.ts';
import type { Resume, TailEvents, TailSink } from './tail-events.ts';
import type { Troubles } from './troubles.ts';

/** What every follower works with; one for a tail. */
export interface TailContext {
  readonly containersDir: string;
  readonly selection: Selection;
  readonly isOwn: (container: Container) => boolean;
  readonly resume: (key: string) => Resume | undefined;
  readonly containerKnown: (id: string) => boolean;
  readonly sink: TailSink;
  readonly events: TailEvents;
  readonly troubles: Troubles;
  readonly reader: Reader;
  readonly descriptors: Descriptors;
  readonly deleted: DeletedFiles;
  readonly givenUp: GivenUp;
  /** Milliseconds since 1970, compared with the times of files. */
  readonly now: () => number;
  /** Watches the file that bears the path now. */
  readonly watch: (path: string, again: boolean) => void;
}
