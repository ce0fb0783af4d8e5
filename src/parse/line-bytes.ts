const LF = 0x0a;

/**
 * A line without its LF and without the NULs before it. Those are the hole that a truncated file or a power loss leaves;
 * the line proper begins behind it, wherever the reader stopped to skip NULs. Empty when nothing is left.
 */
export function rawOf(bytes: Buffer): Buffer {
  const end = bytes[bytes.length - 1] === LF ? bytes.length - 1 : bytes.length;
  return bytes.subarray(leadingNuls(bytes), end);
}

export function leadingNuls(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === 0) count++;
  return count;
}
