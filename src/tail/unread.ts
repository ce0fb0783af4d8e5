import { type Bytes, PlainBytes } from './bytes.ts';
import type { Generation } from './generation.ts';
import { unsettledParts } from './settled.ts';

const LF = 10;
const STEP = 256 * 1024;
/** More than this is not read only to be counted: a second from a slow disk. */
const MOST_COUNTED = 256 * 1024 * 1024;

/** What of a generation has not been handed on. */
export interface Unread {
  readonly bytes: number;
  /** Beyond 256 MiB in proportion to those; undefined when they can't be read. */
  readonly lines: number | undefined;
}

/** Counts what has neither been handed on nor acknowledged in an earlier run. A last line without LF is one. */
export async function countUnread(generation: Generation, most = MOST_COUNTED): Promise<Unread> {
  const { bytes: file, offset, settled } = generation;
  // A plain file may have grown since it was looked at.
  const size = file instanceof PlainBytes ? file.stat().size : generation.size;
  const ranges = pairs(unsettledParts(offset, size, settled));
  const bytes = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  if (bytes === 0) return { bytes, lines: 0 };
  if (file === undefined) return { bytes, lines: undefined };
  let counted = 0;
  let lines = 0;
  try {
    for (const [from, to] of ranges) {
      const end = Math.min(to, from + most - counted);
      lines += await linesIn(file, from, end);
      counted += end - from;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return { bytes, lines: undefined };
  }
  return { bytes, lines: counted < bytes ? Math.round((lines * bytes) / counted) : lines };
}

/** Complete ones. */
export function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) lines++;
  return lines;
}

function pairs(flat: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) ranges.push([flat[i] ?? 0, flat[i + 1] ?? 0]);
  return ranges;
}

async function linesIn(bytes: Bytes, from: number, to: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(STEP);
  let lines = 0;
  let last = LF;
  for (let at = from; at < to; ) {
    const target = buffer.subarray(0, Math.min(STEP, to - at));
    const length = await bytes.read(target, at);
    if (length === 0) break;
    const seen = target.subarray(0, length);
    lines += countLines(seen);
    last = seen[length - 1] ?? LF;
    at += length;
  }
  return last === LF ? lines : lines + 1;
}
