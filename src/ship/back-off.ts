export const FIRST_BACK_OFF_MS = 100;
export const MAX_BACK_OFF_MS = 30_000;

/** A host may ask for patience; no host may ask for so much that its return goes unnoticed. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Milliseconds to wait before a try: exponential with full jitter, which spreads the tries of many agents best
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * `failures` counts those in a row, 1 for the first; `jitter` is from 0 up to, but not including, 1.
 */
export function backOff(failures: number, jitter: number): number {
  return jitter * Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (failures - 1));
}

/**
 * Milliseconds that a `Retry-After` header asks for, capped; 0 when there is none or it makes no sense.
 * A date counts from the reply's own `Date`, so that the host's clock may differ from this one (RFC 9110, 10.2.3).
 */
export function retryAfter(header: string | undefined, date: string | undefined): number {
  if (header === undefined) return 0;
  const asked = /^\s*\d+\s*$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - Date.parse(date ?? '');
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS) : 0;
}
