import type { Clock } from '../clock.ts';
import { Activity, MUCH_OF_ONE, type Stream } from './activity.ts';

/** The pause after the first wave. */
const SHORTEST_MS = 5;
/** Glances at hot files take some 3 µs each: they are so far apart that they take less than half a hundredth of a core … */
const GLANCES_MS = 10;
const GLANCE_MS = 0.8;
/** … or three while nothing else is to do: a line after quiet must not wait for them. */
const GLANCE_IN_QUIET_MS = 0.1;

export interface WavesOptions<Log> {
  readonly clock: Clock;
  /** The longest pause between two waves in a stream; 0: no pauses, each event is looked after at once. */
  readonly lingerMs: number;
  /** A wave comes early when so many bytes are expected to be unread in all. */
  readonly waveBytes: number;
  /** It is to be looked at now. */
  readonly look: (log: Log) => void;
}

/**
 * When logs are looked at of which events tell: at once after quiet, and in waves while lines stream. Each wave looks at every log
 * with news once, however many lines that is, and a pause follows it. What comes after a pause without news is looked at when it comes. So is,
 * alone, a log that may have been rotated or of which much has come: a wave for it would glance at all others as often.
 *
 * Pauses begin short after `lingerMs` of quiet, and double up to that as long as little is read in each. With more they are as long as it takes to write
 * 256 KiB to one file or `waveBytes` in all, and they become shorter while waves find rotated files: only so many of these are kept.
 *
 * An event costs far more than a look, so a log that has news again and again is hot: it is not watched, but looked at in each wave.
 */
export class Waves<Log extends Stream> {
  readonly #options: WavesOptions<Log>;
  readonly #active = new Map<Log, Activity>();
  /** Bytes read since the last wave. */
  #bytes = 0;
  /** Length of the pause under way or the last one, and of the one before the wave that brought `#bytes`; 0 in quiet. */
  #pauseMs = 0;
  #pauseBeforeMs = 0;
  /** When the last wave was, and after how many milliseconds the next one is due. */
  #waveAt = 0;
  #dueMs = 0;
  #heardAt = 0;
  /** No pause is under way: nothing has come until the last wave. */
  #open = true;
  /** Some log was looked at since the last wave. */
  #early = false;
  /** Some hot log has been rotated lately. */
  #brisk = false;
  #cancel = () => {};
  #cancelGlances = () => {};
  #closed = false;

  constructor(options: WavesOptions<Log>) {
    this.#options = options;
  }

  /** Something waits for the next wave. */
  get some(): boolean {
    for (const { waits } of this.#active.values()) if (waits) return true;
    return false;
  }

  /** An event has told of the log; `urgent`: its file may have lost its name, and further ones are next. */
  heard(log: Log, urgent = false): void {
    const { lingerMs, look, clock } = this.#options;
    if (this.#closed) return;
    if (lingerMs === 0) {
      look(log);
      return;
    }
    const now = clock.now();
    const afterQuiet = this.#open || now - this.#heardAt >= lingerMs;
    this.#heardAt = now;
    const activity = this.#activityOf(log);
    const much = activity.hear();
    if (afterQuiet) this.#wave();
    else if (urgent || much) this.#lookEarly(log, activity);
  }

  /** So many bytes of it have been read. */
  read(log: Log, bytes: number): void {
    this.#bytes += bytes;
    const activity = this.#active.get(log);
    if (activity !== undefined) activity.bytes += bytes;
  }

  /** No wave comes any more. */
  close(): void {
    this.#closed = true;
    this.#cancelAll();
    this.#active.clear();
  }

  /** Looks at all that has news, and plans the pause after it. */
  #wave(): void {
    this.#cancelAll();
    const { clock, lingerMs, look } = this.#options;
    const now = clock.now();
    // A wave may come earlier than it was due, and the clock may jump.
    const passedMs = Math.max(0, Math.min(this.#dueMs, now - this.#waveAt));
    const bytes = this.#bytes;
    this.#bytes = 0;
    let most = 0;
    let looks = this.#early ? 1 : 0;
    this.#early = false;
    for (const [log, activity] of this.#active) {
      most = Math.max(most, activity.pace);
      const toLook = activity.atWave(passedMs, !this.#open);
      if (log.removed || activity.judge()) this.#active.delete(log);
      if (!toLook || log.removed) continue;
      looks++;
      look(log);
    }
    this.#open = looks === 0;
    if (looks > 0) this.#lengthen(most, bytes);
    else if (this.#dueMs >= lingerMs) this.#pauseMs = 0;
    this.#waveAt = now;
    this.#dueMs = looks > 0 ? this.#pauseMs : lingerMs;
    this.#planNext();
  }

  /** The next pause, by what has been read since the last wave. */
  #lengthen(most: number, all: number): void {
    const { lingerMs, waveBytes } = this.#options;
    const untilMuch = this.#pauseBeforeMs * Math.min(MUCH_OF_ONE / most, waveBytes / all);
    const longest = Math.min(lingerMs, 2 * this.#pauseMs, untilMuch || Number.POSITIVE_INFINITY);
    this.#pauseBeforeMs = this.#pauseMs;
    this.#pauseMs = Math.max(SHORTEST_MS, longest);
  }

  /** The next wave, and the glances before it. */
  #planNext(): void {
    let hot = 0;
    this.#brisk = false;
    for (const activity of this.#active.values()) {
      if (!activity.hot) continue;
      hot++;
      this.#brisk ||= activity.brisk;
    }
    const quiet = this.#open && hot === 0;
    this.#cancel = this.#options.clock.after(this.#dueMs, () => (quiet ? this.#beQuiet() : this.#wave()));
    if (hot === 0) return;
    const perOne = this.#open ? GLANCE_IN_QUIET_MS : GLANCE_MS;
    this.#glanceAfter(Math.max(GLANCES_MS, hot * perOne));
  }

  /** Events tell of a watched log; at hot ones it glances now and then, and as often as it may at those that are rotated. */
  #glanceAfter(allMs: number, leftMs = allMs): void {
    const milliseconds = this.#brisk ? GLANCES_MS : leftMs;
    const left = leftMs - milliseconds;
    this.#cancelGlances = this.#options.clock.after(milliseconds, () => {
      if (!this.#glance(left <= 0)) this.#glanceAfter(allMs, left > 0 ? left : allMs);
    });
  }

  /** At all hot logs, or at the brisk ones. True when it made a wave. */
  #glance(all: boolean): boolean {
    for (const [log, activity] of this.#active) {
      if (!activity.hot || !(all || activity.brisk)) continue;
      const unread = log.live.glance();
      if (unread > 0 && this.#open) {
        this.#wave();
        return true;
      }
      if (activity.glanced(unread)) this.#lookEarly(log, activity);
      this.#brisk ||= activity.brisk;
    }
    return false;
  }

  /** Before the next wave. */
  #lookEarly(log: Log, activity: Activity): void {
    this.#early = true;
    activity.lookedAtEarly();
    this.#options.look(log);
  }

  #beQuiet(): void {
    this.#pauseMs = 0;
    this.#active.clear();
  }

  #cancelAll(): void {
    this.#cancel();
    this.#cancelGlances();
  }

  #activityOf(log: Log): Activity {
    const known = this.#active.get(log);
    if (known !== undefined) return known;
    const activity = new Activity(log.live);
    this.#active.set(log, activity);
    return activity;
  }
}
