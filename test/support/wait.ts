import { setTimeout as sleep } from 'node:timers/promises';

/** Slow machines are slow: a wait that succeeds takes no longer for a late deadline. */
const DEADLINE = 60_000;

/**
 * Polls until the condition holds and returns what it gave. Fails after the deadline with `what`, which may be computed then,
 * so that it can say what was there instead.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  what: string | (() => string | Promise<string>),
  deadline = DEADLINE,
): Promise<Exclude<T, false | undefined>> {
  const end = performance.now() + deadline;
  for (;;) {
    const value = await condition();
    if (value !== false && value !== undefined) return value as Exclude<T, false | undefined>;
    if (performance.now() > end) break;
    await sleep(10);
  }
  const text = typeof what === 'string' ? what : await what();
  throw new Error(`not within ${deadline / 1000} s: ${text}`);
}
