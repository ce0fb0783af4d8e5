import type { WatchLive } from '../tail-context.ts';

/** Where the live file stands, and what tells it from the next one; undefined when none is known. */
interface Watched {
  readonly path: string;
  readonly file: string | undefined;
}

/** Has the live file watched: again when another one has taken its place, and when it grew and no event told so. */
export class LiveWatch {
  readonly #watch: WatchLive;
  /** Events are not wanted: it is looked at so often that they would only cost. */
  #hot = false;
  #watched: string | undefined;
  /** An event of the log came since the last thorough look. */
  #heard = false;

  constructor(watch: WatchLive) {
    this.#watch = watch;
  }

  /** Whether events are to tell of it. */
  beWatched({ path, file }: Watched, watched: boolean): void {
    this.#hot = !watched;
    if (!watched) this.#watch.leave(path);
    else if (file !== undefined) this.#watch.follow(path, false);
    this.#watched = file;
  }

  /** An event came. */
  hear(): void {
    this.#heard = true;
  }

  /** The live file was looked at; whether it has grown since the last look. */
  looked({ path, file }: Watched, grown: boolean, thorough: boolean): void {
    const deaf = thorough && !this.#heard && grown;
    if (!this.#hot && file !== undefined && (file !== this.#watched || deaf)) {
      this.#watch.follow(path, this.#watched !== undefined);
      this.#watched = file;
    }
    if (thorough) this.#heard = false;
  }
}
