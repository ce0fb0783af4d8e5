import type { Container } from '../../log/block.ts';
import type { GiveUpCause, TailEvents, Unread, UnreadLog } from '../../tail/tail-events.ts';
import type { Counters } from '../counters.ts';
import type { Logger } from '../log.ts';
import { Repeats } from './repeats.ts';

/** Counts and logs what happens in tail. */
export class TailReporter implements TailEvents {
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #repeats: Repeats;

  constructor(log: Logger, counters: Counters, now: () => number) {
    this.#log = log;
    this.#counters = counters;
    this.#repeats = new Repeats(now);
  }

  waitingFor(pattern: string): void {
    this.#log.info({ container: pattern }, 'Waiting for a container of this name, none exists yet');
  }

  containerFound(container: Container, path: string, offset: number): void {
    this.#counters.containers.set(container.id, container.name);
    this.#log.info({ ...identify(container), path, offset }, 'Following container');
  }

  containerRenamed(container: Container, oldName: string): void {
    this.#counters.containers.set(container.id, container.name);
    this.#log.info({ ...identify(container), oldName }, 'Container has a new name');
  }

  containerUnwanted(container: Container, path: string): void {
    this.#counters.containers.delete(container.id);
    this.#log.info(
      { ...identify(container), path },
      'Container was renamed to a name that is not followed, its log is not read any more',
    );
  }

  containerGone(container: Container): void {
    this.#counters.containers.delete(container.id);
    this.#log.info(identify(container), 'Container was removed, its log has been read to the end');
  }

  logUnread(container: Container, why: UnreadLog): void {
    this.#log.warn({ ...identify(container), ...why }, 'The log of this container can not be read');
  }

  rotated(container: Container, path: string): void {
    this.#log.debug({ ...identify(container), path }, 'Log file was rotated');
  }

  truncated(container: Container, path: string, offset: number, size: number): void {
    this.#log.warn(
      { ...identify(container), path, offset, size },
      'Log file was truncated, reading it from its new beginning',
    );
  }

  endLost(container: Container, path: string, offset: number, size: number): void {
    this.#log.warn(
      { ...identify(container), path, offset, size },
      'Log file has lost its end (power failure, truncate), reading all of it again; delivered lines are not doubled',
    );
  }

  skipped(container: Container, path: string, bytes: number): void {
    this.#log.warn(
      { ...identify(container), path, bytes },
      'Skipped NUL bytes in a log file, no line was there',
    );
  }

  holding(files: number, bytes: number): void {
    this.#log.warn(
      {
        files,
        bytes,
        remedy: 'make sure that Elasticsearch takes documents, or give containers a larger max-file',
      },
      'Deleted log files are held open until they are shipped, and occupy disk space',
    );
  }

  holdingNoMore(): void {
    this.#log.info('Deleted log files that were held open have been read');
  }

  gaveUp(container: Container, path: string, { bytes, lines }: Unread, why: GiveUpCause): void {
    this.#log.error(
      { ...identify(container), path, bytes, ...(lines !== undefined && { lines }), remedy: REMEDY_OF[why] },
      'Lines of a deleted log file were given up and are lost',
    );
  }

  brokenOff(container: Container, path: string, error: Error, unread: Unread | undefined): void {
    this.#log.error(
      { ...identify(container), path, cause: error.message, ...unread, remedy: REMEDY_OF_BROKEN },
      'Compressed log file is broken: the part before the damage was read, the rest is lost',
    );
  }

  unreadable(path: string, error: NodeJS.ErrnoException): void {
    if (error.code === 'EMFILE' || error.code === 'ENFILE') this.#counters.shortOf.add(path);
    if (this.#repeats.tell(path) === undefined) return;
    const remedy = REMEDIES[error.code ?? ''];
    this.#log.error(
      { path, cause: error.message, ...(remedy && { remedy }) },
      'Cannot read this file or folder, trying again at each scan',
    );
  }

  readableAgain(path: string): void {
    this.#counters.shortOf.delete(path);
    if (this.#repeats.end(path)) this.#log.info({ path }, 'Readable again');
  }

  watchFailed(error: Error): void {
    this.#log.warn(
      { cause: error.message, remedy: 'raise fs.inotify.max_user_watches and max_user_instances' },
      'File notifications do not work, a scan at least every 5 s finds changes instead',
    );
  }
}

const REMEDY_OF: Readonly<Record<GiveUpCause, string>> = {
  'too much held':
    'raise --hold-deleted-max, or give containers a larger max-file so that Docker keeps files longer',
  'descriptors short':
    'raise the limit of open files (ulimit -n) above the number of log files, or give containers a larger max-file',
};

const REMEDY_OF_BROKEN = 'check the disk; only an intact copy of the file has the rest';

const REMEDY_OF_FOREIGN =
  'find out who has put this file there, and remove the container or restart the Docker engine';

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'run logagent as a user who may read the logs (root)',
  EPERM: 'run logagent as a user who may read the logs (root)',
  EINVAL: REMEDY_OF_FOREIGN,
  EFBIG: REMEDY_OF_FOREIGN,
  EBADMSG: REMEDY_OF_FOREIGN,
  EXDEV: 'remove the link, or name the folder that it leads to by --allow-linked-logs',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENFILE: "raise the machine's limit of open files (fs.file-max)",
};

function identify(container: Container): { container: string; id: string } {
  return { container: container.name, id: container.pod?.uid ?? container.id.slice(0, 12) };
}
