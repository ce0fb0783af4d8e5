/** The clock and timers that tail uses, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds since 1970; compared with the times of files. */
  now(): number;
  /** Runs `work` once after so many milliseconds; the returned function cancels it. */
  after(milliseconds: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    return () => clearTimeout(timer);
  },
};
