import type { LiveStream, Stream } from '../../src/tail/loop/activity.ts';
import { Waves } from '../../src/tail/loop/waves.ts';
import { ModelClock } from '../model/clock.ts';

export const KIB = 1024;

/** A log of which as much is unread as the test says, until it is looked at. */
export class Log implements Stream, LiveStream {
  readonly live = this;
  removed = false;
  inode = 1;
  /** At the last look. */
  seen = 1;
  unread = 0;
  missing = false;
  watched = true;
  /** How often it began or ended to be watched. */
  changes = 0;
  glances = 0;
  glance(): number {
    this.glances++;
    return this.inode === this.seen && !this.missing ? this.unread : Number.POSITIVE_INFINITY;
  }
  beWatched(watched: boolean): void {
    this.watched = watched;
    this.changes++;
  }
}

/** Waves in a time that passes when told, and the looks that they ask for; `sink.room` false: nothing is read in these. */
export function setUp(lingerMs = 200) {
  const clock = new ModelClock();
  const begun = clock.now();
  const sink = { room: true };
  const looks: [log: Log, at: number][] = [];
  const waves = new Waves<Log>({
    ...{ clock, lingerMs, waveBytes: 1024 * KIB },
    look: (log) => {
      looks.push([log, Math.round(clock.now() - begun)]);
      if (sink.room) waves.read(log, log.unread);
      log.unread = 0;
      log.seen = log.inode;
    },
  });
  const pass = (milliseconds: number) => clock.pass(milliseconds, () => Promise.resolve());
  const times = () => looks.map(([, at]) => at);
  /** A line every `each` ms, whose event comes while the log is watched. */
  const stream = async (log: Log, { each, bytes, count }: Record<'each' | 'bytes' | 'count', number>) => {
    for (let line = 0; line < count; line++) {
      log.unread += bytes;
      if (log.watched) waves.heard(log);
      await pass(each);
    }
  };
  const write = (log: Log, bytes: number): void => {
    log.unread += bytes;
    if (log.watched) waves.heard(log);
  };
  const now = () => Math.round(clock.now() - begun);
  return { waves, sink, looks, times, now, pass, stream, write };
}
