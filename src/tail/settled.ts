/**
 * The parts of `[from, to)` that no settled range covers, in order: from, to, from, to …
 *
 * `settled` has the same shape, ascending. Settled ranges are whole lines, and so are the parts.
 */
export function unsettledParts(from: number, to: number, settled: readonly number[]): number[] {
  const parts: number[] = [];
  let at = from;
  for (let i = 0; i + 1 < settled.length && at < to; i += 2) {
    const [begin = 0, end = 0] = settled.slice(i, i + 2);
    if (end <= at) continue;
    if (begin > at) parts.push(at, Math.min(begin, to));
    at = Math.max(at, end);
  }
  if (at < to) parts.push(at, to);
  return parts;
}
