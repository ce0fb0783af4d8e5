const PARTS = 10;
/** How much more resident memory may be at the end than near the beginning: part of it, and MiB. */
const GROWTH = 0.1;
const GROWTH_MIB = 8;

export interface Tenth {
  /** MiB, as `most`. */
  readonly median: number;
  readonly most: number;
}

/** Median and maximum of each tenth of a run, of samples in the order in which they were taken. */
export function tenths(samples: readonly number[]): Tenth[] {
  return Array.from({ length: PARTS }, (_, i) => {
    const [from, to] = [i, i + 1].map((part) => Math.floor((part * samples.length) / PARTS));
    const sorted = samples.slice(from, to).sort((a, b) => a - b);
    return { median: sorted[sorted.length >> 1] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
  });
}

/** True when the last tenth's median is at most 10 % and 8 MiB above that of the second: the first one is the start. */
export function isFlat(memory: readonly Tenth[]): boolean {
  const [second, last] = [memory[1]?.median ?? Number.NaN, memory.at(-1)?.median ?? Number.NaN];
  return last <= second * (1 + GROWTH) + GROWTH_MIB;
}

/** How a run has ended. */
export interface Outcome {
  /** Lines of the good containers. */
  readonly lines: number;
  readonly lost: number;
  readonly doubled: number;
  /** Documents of good lines with other fields than the line's, and documents that are no JSON. */
  readonly wrong: number;
  /** Bodies that hold text of a file outside of Docker's folder, and actions that no agent sends. */
  readonly injected: number;
  readonly memory: readonly Tenth[];
  /** Before it was told to. */
  readonly endedEarly: boolean;
  /** Exit code after SIGTERM; null when it had to be killed. */
  readonly code: number | null;
}

/** Each promise that was not kept, in words; none when all were. */
export function broken({ memory, ...outcome }: Outcome): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [outcome.lines === 0, 'no good line was written'],
    [outcome.lost > 0, `${outcome.lost} lines lost`],
    [outcome.doubled > 0, `${outcome.doubled} lines doubled`],
    [outcome.wrong > 0, `${outcome.wrong} documents are wrong`],
    [outcome.injected > 0, `${outcome.injected} requests hold what must not be sent`],
    [!isFlat(memory), 'memory is not flat'],
    [outcome.endedEarly, 'the agent ended by itself'],
    [outcome.code !== 0, `exit code ${outcome.code} after SIGTERM`],
  ];
  return checks.filter(([is]) => is).map(([, text]) => text);
}
