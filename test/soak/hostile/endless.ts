import { envelope, PART_BYTES, rfc3339Nano } from '../../support/docker-envelope.ts';
import type { Ground, Nuisance } from './nuisance.ts';

const CONTAINERS = 48;
const LONG_LINE = 200_000_000;

/** Texts that never end, in Docker's parts. The two streams of all containers take turns, so that all texts are unfinished at once. */
export function parts(ground: Ground): Nuisance[] {
  const time = rfc3339Nano(BigInt(Date.now()) * 1_000_000n);
  const containers = Array.from({ length: CONTAINERS }, () => ground.create());
  let turn = 0;
  const act = (): void => {
    const container = containers[turn % CONTAINERS];
    const round = Math.floor(turn / CONTAINERS);
    // In half of the containers all parts are the same, of the same time, as Docker logs an endless run of one letter.
    const text = turn % 2 === 0 ? '' : String(turn);
    const part = Buffer.from(text.padEnd(PART_BYTES, 'x'));
    if (container !== undefined)
      ground.write(container, envelope(part, round % 2 === 0 ? 'stdout' : 'stderr', time));
    turn++;
  };
  return [{ everyMs: 40, act }];
}

/** A line of 200 MB without a newline, and then the next one. */
export function longLine(ground: Ground): Nuisance[] {
  const container = ground.create({ maxSize: Number.POSITIVE_INFINITY });
  const piece = Buffer.alloc(40_000, 'long ');
  let size = 0;
  const act = (): void => {
    if (size >= LONG_LINE) {
      container.rotate();
      size = 0;
    }
    if (size === 0) ground.write(container, '{"log":"');
    ground.write(container, piece);
    size += piece.length;
  };
  return [{ everyMs: 100, act }];
}
