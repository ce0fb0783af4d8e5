import type { Bytes } from '../file/bytes.ts';
import type { Unread } from '../tail-events.ts';
import type { Generation } from './generation.ts';

const LF = 10;
const STEP = 256 * 1024;
/** More than this is not read only to be counted: a second from a slow disk. */
const MOST_COUNTED = 256 * 1024 * 1024;

/** Counts what has neither been handed on nor acknowledged in an earlier run. A last line without LF is one. */
export async function countUnread(generation: Generation, most = MOST_COUNTED): Promise<Unread> {
  const { file, position } = generation;
  const ranges = position.settled.gaps(position.offset, file.sizeNow());
  const bytes = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (bytes === 0) return { bytes, lines: 0 };
  if (!file.isOpen) return { bytes, lines: undefined };
  let counted = 0;
  let lines = 0;
  try {
    for (const { from, to } of ranges) {
      const end = Math.min(to, from + most - counted);
      lines += await linesIn(file.bytes, from, end);
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
