import type { Bytes } from './bytes.ts';

const LF = 10;
const STEP = 64 * 1024;
/** A line is seldom as long, but a hole may have a terabyte. */
export const MOST_SEARCHED = 16 * 1024 * 1024;

/** The byte after the last LF below `size`, or 0. When there is none in the last 16 MiB it is `size`: what comes next is taken for another line. */
export async function endOfLastLine(bytes: Bytes, size: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(STEP);
  const least = Math.max(0, size - MOST_SEARCHED);
  for (let to = size; to > least; ) {
    const from = Math.max(0, to - STEP);
    const length = await bytes.read(buffer.subarray(0, to - from), from);
    const lf = buffer.subarray(0, length).lastIndexOf(LF);
    if (lf >= 0) return from + lf + 1;
    to = from;
  }
  return least === 0 ? 0 : size;
}
