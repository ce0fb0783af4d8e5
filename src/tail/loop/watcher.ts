import { type FSWatcher, watch } from 'chokidar';
import type { Layout } from '../../source/layout.ts';
import type { Clock } from '../clock.ts';
import { levelOf } from './level.ts';

export interface WatchListener {
  /** The root is really watched now: folders made before then made no event. */
  ready(): void;
  /** An entry appeared or went away: a folder of logs or one above such, by its path below the root. */
  entry(path: string): void;
  /** Something may have happened to a followed file; `renamed`: it may have another name, or none. */
  file(path: string, renamed?: boolean): void;
  failed(error: Error): void;
}

/** Wakes tail early. That an event comes is never relied on: the scan finds everything without. */
export interface Watcher {
  /** Watches the file that bears the path now; to be called `again` when another file has taken it. */
  follow(path: string, again: boolean): void;
  /** Watches the file no more. */
  leave(path: string): void;
  /** Begins to watch what is to be followed. */
  begin(): void;
  close(): Promise<void>;
}

/** The folders above those of logs. */
export type WatchedFolders = Pick<Layout, 'root' | 'levels'>;

export type Watch = (folders: WatchedFolders, listener: WatchListener, clock: Clock) => Watcher;

/** Of single files these are the scan's business, which reports them. */
const OF_ONE_FILE = new Set<unknown>(['EACCES', 'EPERM', 'ENOENT', 'ELOOP']);

/** A file or folder is watched some milliseconds after it was asked for or found; what happens before then makes no event. */
const UNTIL_WATCHED_MS = 100;

/** One that has taken another one's place may be replaced as soon: a megabyte is full in 30 ms, and only so many files are kept. */
const REPLACED_MS = [2, 5, 10, 20, 40, 70];

/** Chokidar is busy for some 20 ms with so many files; what is read and shipped goes on in between. */
const WATCHED_AT_ONCE = 100;
const BETWEEN_MS = 20;

/**
 * Watches the root, the folders between it and those of logs, and single files, by chokidar.
 *
 * The folders of logs themselves are not watched: for each event in a watched folder chokidar lists it and looks at
 * every entry, which takes a whole core while one container prints 20,000 lines a second; single files take a tenth of it.
 * And it is `raw` that wakes: chokidar drops `change` for 50 ms after another one, and with it the last line of a burst.
 */
export function watchContainers(
  { root, levels }: WatchedFolders,
  listener: WatchListener,
  clock: Clock,
): Watcher {
  const below = root.length + 1;
  const watcher = watch(root, {
    depth: levels - 1,
    ignored: (path) => path.startsWith(`${root}/`) && levelOf(path, below) === levels,
    // Holding events back to join unlink and add would only delay them.
    atomic: false,
    // chokidar 5.0 never closes a watch whose `add` it holds back because of another one in the same millisecond.
    ignoreInitial: true,
    ignorePermissionErrors: true,
  });
  watcher.on('ready', () => listener.ready());
  watcher.on('raw', (event, entry: string | null, details) => {
    const { watchedPath } = details as { watchedPath: string };
    if (watchedPath === root) entered(entry);
    else if (levelOf(watchedPath, below) >= levels) listener.file(watchedPath, event === 'rename');
    else if (entry !== null) entered(`${watchedPath.slice(below)}/${entry}`);
  });
  let failed = false;
  watcher.on('error', (error) => {
    if (failed || OF_ONE_FILE.has((error as NodeJS.ErrnoException).code)) return;
    failed = true;
    listener.failed(error as Error);
  });
  const files = new WatchedFiles(watcher, clock, (path) => listener.file(path));
  const entered = (path: string | null): void => {
    if (path === null) return;
    listener.entry(path);
    if (levelOf(path) < levels) files.after(UNTIL_WATCHED_MS, () => listener.entry(path));
  };
  return {
    follow: (path, again) => files.add(path, again),
    leave: (path) => files.leave(path),
    begin: () => files.begin(),
    close() {
      files.close();
      return watcher.close();
    },
  };
}

/** The single files, many of them at a time: a call for each costs chokidar twice as much. */
class WatchedFiles {
  readonly #watcher: FSWatcher;
  readonly #clock: Clock;
  readonly #look: (path: string) => void;
  /** By path whether it was watched before. */
  readonly #wanted = new Map<string, boolean>();
  readonly #planned = new Set<() => void>();
  #begun = false;
  /** Chokidar watches again when something is added after its end. */
  #closed = false;

  /** `look`: what was written to the file before it was watched made no event. */
  constructor(watcher: FSWatcher, clock: Clock, look: (path: string) => void) {
    this.#watcher = watcher;
    this.#clock = clock;
    this.#look = look;
  }

  add(path: string, again: boolean): void {
    this.#wanted.set(path, again || this.#wanted.get(path) === true);
    if (this.#begun && !this.#closed && this.#wanted.size === 1) this.after(0, () => this.#watchSome());
  }

  leave(path: string): void {
    this.#wanted.delete(path);
    if (this.#closed) return;
    this.#watcher.unwatch(path);
    // Chokidar 5 keeps each such path until it is added again: a container that is gone by then would stay for ever.
    this.#watcher._removeIgnoredPath(path);
  }

  begin(): void {
    this.#begun = true;
    if (this.#wanted.size > 0 && !this.#closed) this.#watchSome();
  }

  close(): void {
    for (const cancel of this.#planned) cancel();
    this.#planned.clear();
    this.#closed = true;
  }

  #watchSome(): void {
    const paths = [...this.#wanted.keys()].slice(0, WATCHED_AT_ONCE);
    const replaced = paths.filter((path) => this.#wanted.get(path));
    this.#watcher.unwatch(replaced);
    this.#watcher.add(paths);
    for (const path of paths) this.#wanted.delete(path);
    if (replaced.length > 0) for (const later of REPLACED_MS) this.#lookAfter(later, replaced);
    this.#lookAfter(UNTIL_WATCHED_MS, paths);
    if (this.#wanted.size > 0) this.after(BETWEEN_MS, () => this.#watchSome());
  }

  #lookAfter(milliseconds: number, paths: readonly string[]): void {
    this.after(milliseconds, () => {
      for (const path of paths) this.#look(path);
    });
  }

  /** Runs `run` later, unless it is closed before. */
  after(milliseconds: number, run: () => void): void {
    if (this.#closed) return;
    const cancel = this.#clock.after(milliseconds, () => {
      this.#planned.delete(cancel);
      run();
    });
    this.#planned.add(cancel);
  }
}
