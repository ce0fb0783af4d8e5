/** So much of one file may be unread before it is looked at early: Docker keeps few files, and may fill one of a megabyte in 30 ms. */
export const MUCH_OF_ONE = 256 * 1024;
/** Of so many events one looks at the file's size. */
const EVENTS_PER_GLANCE = 8;
/** An event costs chokidar and libuv 0.1 to 0.3 ms, a look that finds nothing some µs. After so much time before waves with news a file is hot … */
const HOT_AFTER_MS = 500;
/** … and after so long without any it is watched again. */
const COLD_AFTER_MS = 1500;
/** So long after a rotation another one is likely. */
const BRISK_MS = 2000;

/** A log that waves look at. */
export interface Stream {
  /** Nothing comes from it any more. */
  readonly removed: boolean;
  readonly live: LiveStream;
}

/** Its live file. */
export interface LiveStream {
  /** Tells one from the next. */
  readonly inode: number;
  /** Bytes that have come since the last look, by `stat`: 0 when it is as it was, infinite when another file stands there. Never throws. */
  glance(): number;
  /** Whether events are to tell of it. */
  beWatched(watched: boolean): void;
}

/** What comes of one log, wave by wave. */
export class Activity {
  /** It is to be looked at in the next wave. */
  waits = false;
  /** It is not watched, but looked at in each wave. */
  hot = false;
  /** Bytes read since the last wave. */
  bytes = 0;
  readonly #live: LiveStream;
  /** Since the last wave. */
  #heard = false;
  #events = 0;
  /** The file at the last wave, and at the last look before the next one. */
  #inode: number;
  #earlyInode: number | undefined;
  /** Milliseconds of pauses that brought news. */
  #newsMs = 0;
  /** Milliseconds without any since. */
  #silenceMs = 0;
  #briskMs = 0;

  constructor(live: LiveStream) {
    this.#live = live;
    this.#inode = live.inode;
  }

  /** It has been rotated lately. */
  get brisk(): boolean {
    return this.#briskMs > 0;
  }

  /** An event has told of it; whether much has come. */
  hear(): boolean {
    this.#heard = true;
    this.waits = true;
    this.#events++;
    return this.#events % EVENTS_PER_GLANCE === 0 && this.#live.glance() >= MUCH_OF_ONE;
  }

  /** It is looked at before the next wave. */
  lookedAtEarly(): void {
    this.waits = false;
    this.#earlyInode = this.#live.inode;
  }

  /** A glance has found so much; whether it is to be looked at before the next wave. */
  glanced(unread: number): boolean {
    if (unread < MUCH_OF_ONE) return false;
    if (unread < Number.POSITIVE_INFINITY) return true;
    this.#briskMs = BRISK_MS;
    // If the last look has not found the other file, one more would not either.
    return this.#live.inode !== this.#earlyInode;
  }

  /** Bytes since the last wave, by which the next one is planned. More of a rotated file: only so many of them are kept. */
  get pace(): number {
    const isRotated = this.#live.inode !== this.#inode && this.#earlyInode === undefined;
    return isRotated ? 2 * MUCH_OF_ONE : this.bytes;
  }

  /** A wave has come after so many milliseconds, of a pause or of quiet. True when it is to be looked at. */
  atWave(passedMs: number, pause: boolean): boolean {
    const unread = this.hot ? this.#live.glance() : 0;
    const toLook = this.waits || unread > 0;
    // Of what is missing nothing comes.
    const came = this.hot && (this.bytes > 0 || (unread > 0 && unread < Number.POSITIVE_INFINITY));
    const news = this.#heard || came;
    if (news && pause) this.#newsMs += passedMs;
    this.#silenceMs = news ? 0 : this.#silenceMs + passedMs;
    const { inode } = this.#live;
    this.#briskMs = inode === this.#inode ? this.#briskMs - passedMs : BRISK_MS;
    this.#inode = inode;
    this.#earlyInode = undefined;
    this.#events = 0;
    this.bytes = 0;
    this.#heard = false;
    this.waits = false;
    return toLook;
  }

  /** Has it watched or not by what has come. True when nothing has for so long that it may be forgotten. */
  judge(): boolean {
    if (!this.hot && this.#newsMs >= HOT_AFTER_MS) {
      this.hot = true;
      this.#live.beWatched(false);
      return false;
    }
    if (this.#silenceMs < COLD_AFTER_MS) return false;
    if (this.hot) this.#live.beWatched(true);
    this.hot = false;
    return true;
  }
}
