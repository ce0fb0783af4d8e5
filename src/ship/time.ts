/** Clock and timers. They are handed in, so that tests need not wait. */
export interface Time {
  /** Milliseconds that never run backwards, whatever happens to the wall clock. */
  now(): number;
  /** Runs `run` once after so many milliseconds; the returned function cancels it. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The system's clock and timers. */
export const systemTime: Time = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds, or as soon as the signal is aborted. Never rejects. */
export function pause(milliseconds: number, time: Time, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = time.after(milliseconds, end);
    signal.addEventListener('abort', end);
  });
}
