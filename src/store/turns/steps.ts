/** Work that may be interrupted at each `yield`, and gives a T in the end. Between two of them it takes a few milliseconds at most. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does the work without a pause. */
export function drain<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** What was found at once, or is found by these steps. */
export function* finish(result: boolean | Steps<boolean>): Steps<boolean> {
  return typeof result === 'boolean' ? result : yield* result;
}
