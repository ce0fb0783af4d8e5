import type { Bytes } from './bytes.ts';

const LF = 10;
const STEP = 64 * 1024;

/** The byte after the last LF below `size`, or 0. */
export async function endOfLastLine(bytes: Bytes, size: number): Promise<number> {
  const buffer = Buffer.allocUnsafe(STEP);
  for (let to = size; to > 0; ) {
    const from = Math.max(0, to - STEP);
    const length = await bytes.read(buffer.subarray(0, to - from), from);
    const lf = buffer.subarray(0, length).lastIndexOf(LF);
    if (lf >= 0) return from + lf + 1;
    to = from;
  }
  return 0;
}
