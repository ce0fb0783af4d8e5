/** The longest wait after the first failure. It doubles with each failure in a row … */
export const FIRST_BACK_OFF_MS = 100;
/** … up to this. */
export const MAX_BACK_OFF_MS = 30_000;

/**
 * Milliseconds to wait before the next try. The wait grows exponentially and has full jitter, which spreads the tries of
 * many agents best (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * `failures` counts the failures in a row, from 1; `jitter` is from 0 up to, but not including, 1.
 */
export function backOff(failures: number, jitter: number): number {
  return jitter * Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (failures - 1));
}
