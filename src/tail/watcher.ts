import { type FSWatcher, watch } from 'chokidar';
import type { Clock } from './clock.ts';

export interface WatchListener {
  /** The containers folder is really watched now: folders made before then made no event. */
  ready(): void;
  /** An entry of the containers folder appeared or went away. */
  folder(name: string): void;
  /** Something may have happened to a followed file. */
  file(path: string): void;
  failed(error: Error): void;
}

/** Wakes tail early. That an event comes is never relied on: the scan finds everything without. */
export interface Watcher {
  /** Watches the file that bears the path now; to be called `again` when another file has taken it. */
  follow(path: string, again: boolean): void;
  /** Begins to watch what is to be followed. */
  begin(): void;
  close(): Promise<void>;
}

export type Watch = (containersDir: string, listener: WatchListener, clock: Clock) => Watcher;

/** Of single files these are the scan's business, which reports them. */
const OF_ONE_FILE = new Set<unknown>(['EACCES', 'EPERM', 'ENOENT', 'ELOOP']);

/** A file is watched some milliseconds after `follow` asked for it; what is written before then makes no event. */
const UNTIL_WATCHED_MS = 100;

/** One that has taken another one's place may be replaced as soon: Docker fills a megabyte in 30 ms and keeps only so many files. */
const REPLACED_MS = [2, 5, 10, 20, 40, 70];

/** Chokidar is busy for some 20 ms with so many files; what is read and shipped goes on in between. */
const WATCHED_AT_ONCE = 100;
const BETWEEN_MS = 20;

/**
 * Watches the containers folder and single files in its folders, by chokidar.
 *
 * The container folders themselves are not watched: for each event in a watched folder chokidar lists it and looks at
 * every entry, which takes a whole core while one container prints 20,000 lines a second; single files take a tenth of it.
 * And it is `raw` that wakes: chokidar drops `change` for 50 ms after another one, and with it the last line of a burst.
 */
export function watchContainers(containersDir: string, listener: WatchListener, clock: Clock): Watcher {
  const watcher = watch(containersDir, {
    depth: 0,
    ignored: (path) => path.startsWith(`${containersDir}/`) && !path.includes('/', containersDir.length + 1),
    // Holding events back to join unlink and add would only delay them.
    atomic: false,
    // chokidar 5.0 never closes a watch whose `add` it holds back because of another one in the same millisecond.
    ignoreInitial: true,
    ignorePermissionErrors: true,
  });
  watcher.on('ready', () => listener.ready());
  watcher.on('raw', (_event, entry: string | null, details) => {
    const { watchedPath } = details as { watchedPath: string };
    if (watchedPath !== containersDir) listener.file(watchedPath);
    else if (entry !== null) listener.folder(entry);
  });
  let failed = false;
  watcher.on('error', (error) => {
    if (failed || OF_ONE_FILE.has((error as NodeJS.ErrnoException).code)) return;
    failed = true;
    listener.failed(error as Error);
  });
  const files = new WatchedFiles(watcher, clock, (path) => listener.file(path));
  return {
    follow: (path, again) => files.add(path, again),
    begin: () => files.begin(),
    close() {
      files.close();
      return watcher.close();
    },
  };
}

/** The single files, many of them at a time: a call for each costs chokidar twice as much. */
class WatchedFiles {
  private readonly watcher: FSWatcher;
  private readonly clock: Clock;
  private readonly look: (path: string) => void;
  /** By path whether it was watched before. */
  private readonly wanted = new Map<string, boolean>();
  private readonly planned = new Set<() => void>();
  private begun = false;
  /** Chokidar watches again when something is added after its end. */
  private closed = false;

  /** `look`: what was written to the file before it was watched made no event. */
  constructor(watcher: FSWatcher, clock: Clock, look: (path: string) => void) {
    this.watcher = watcher;
    this.clock = clock;
    this.look = look;
  }

  add(path: string, again: boolean): void {
    this.wanted.set(path, again || this.wanted.get(path) === true);
    if (this.begun && !this.closed && this.wanted.size === 1) this.after(0, () => this.watchSome());
  }

  begin(): void {
    this.begun = true;
    if (this.wanted.size > 0 && !this.closed) this.watchSome();
  }

  close(): void {
    for (const cancel of this.planned) cancel();
    this.planned.clear();
    this.closed = true;
  }

  private watchSome(): void {
    const paths = [...this.wanted.keys()].slice(0, WATCHED_AT_ONCE);
    const replaced = paths.filter((path) => this.wanted.get(path));
    this.watcher.unwatch(replaced);
    this.watcher.add(paths);
    for (const path of paths) this.wanted.delete(path);
    if (replaced.length > 0) for (const later of REPLACED_MS) this.lookAfter(later, replaced);
    this.lookAfter(UNTIL_WATCHED_MS, paths);
    if (this.wanted.size > 0) this.after(BETWEEN_MS, () => this.watchSome());
  }

  private lookAfter(milliseconds: number, paths: readonly string[]): void {
    this.after(milliseconds, () => {
      for (const path of paths) this.look(path);
    });
  }

  private after(milliseconds: number, run: () => void): void {
    const cancel = this.clock.after(milliseconds, () => {
      this.planned.delete(cancel);
      run();
    });
    this.planned.add(cancel);
  }
}
