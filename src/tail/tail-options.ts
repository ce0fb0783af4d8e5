import type { Container } from '../log/block.ts';
import type { ResumePoint } from '../log/resume-point.ts';
import type { Layout } from '../source/layout.ts';
import type { Clock } from './clock.ts';
import type { Watch } from './loop/watcher.ts';
import type { Choice } from './selection.ts';
import type { CompleteScan, TailEvents, TailSink } from './tail-events.ts';

export interface TailOptions extends Choice {
  /** Where the logs lie and what their names mean. */
  readonly layout: Layout;
  /** Where to begin with containers that are there at start and not known. */
  readonly from: 'beginning' | 'end';
  readonly resume: (containerId: string, key: string) => ResumePoint | undefined;
  /** Something of the container was read in an earlier run or this one. */
  readonly containerKnown: (id: string) => boolean;
  readonly sink: TailSink;
  readonly events: TailEvents;
  /** Its own log is left out: reading it would make more of it. */
  readonly isOwn?: (container: Container) => boolean;
  /** Default 10,000. */
  readonly scanIntervalMs?: number;
  /** In a stream files are read so far apart, in milliseconds, or earlier when there is much; 0: at each event. Default 0. */
  readonly lingerMs?: number;
  /** So many unread bytes in all are much. Default 1 MiB. */
  readonly waveBytes?: number;
  /** Default 256 KiB. */
  readonly blockBytes?: number;
  /** Default 1 MiB. */
  readonly maxLineBytes?: number;
  /** How many log files may be held open; default: all that are followed. */
  readonly maxDescriptors?: number;
  /** Bytes on disk that files without a name may occupy because they are held open; default: any number. */
  readonly holdDeletedMax?: number;
  /** Called instead of the event of that name. */
  readonly waitingFor?: TailEvents['waitingFor'];
  /** Called after each scan in which nothing failed. */
  readonly onScan?: (keys: CompleteScan) => void;
  readonly clock?: Clock;
  readonly watch?: Watch;
}
