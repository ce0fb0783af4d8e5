import type { Container } from '../log/block.ts';
import type { ResumePoint } from '../log/resume-point.ts';
import type { Layout } from '../source/layout.ts';
import type { Descriptors } from './file/descriptors.ts';
import type { OpenLogFile } from './file/held-file.ts';
import type { DeletedFiles } from './read/deleted-files.ts';
import type { GivenUp } from './read/given-up.ts';
import type { Reader } from './read/reader.ts';
import type { Selection } from './selection.ts';
import type { TailEvents, TailSink } from './tail-events.ts';
import type { Troubles } from './troubles.ts';

export interface WatchLive {
  /** Watches the file that bears the path now. */
  follow(path: string, again: boolean): void;
  /** No event of it is wanted. */
  leave(path: string): void;
}

/** Every follower works with it; one for a tail. */
export interface TailContext {
  readonly layout: Layout;
  readonly selection: Selection;
  readonly isOwn: (container: Container) => boolean;
  readonly resume: (containerId: string, key: string) => ResumePoint | undefined;
  readonly containerKnown: (id: string) => boolean;
  readonly sink: TailSink;
  readonly events: TailEvents;
  readonly troubles: Troubles;
  readonly reader: Reader;
  readonly descriptors: Descriptors;
  readonly open: OpenLogFile;
  readonly deleted: DeletedFiles;
  readonly givenUp: GivenUp;
  /** Milliseconds since 1970, compared with the times of files. */
  readonly now: () => number;
  readonly watch: WatchLive;
}
