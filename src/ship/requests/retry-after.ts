/** The longest wait that a host may ask for. A longer one would let its return go unnoticed. */
export const MAX_RETRY_AFTER_MS = 60_000;

/**
 * The milliseconds that a `Retry-After` header asks for (RFC 9110, 10.2.3), at most `MAX_RETRY_AFTER_MS`; 0 when there is
 * none or it makes no sense. A date counts from the answer's own `date`, so that the host's clock may differ from this one.
 */
export function retryAfter(header: string | undefined, date: string | undefined): number {
  if (header === undefined) return 0;
  const asked = /^\s*\d+\s*$/.test(header)
    ? Number(header) * 1000
    : Date.parse(header) - Date.parse(date ?? '');
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS) : 0;
}
