import fc from 'fast-check';
import type { LinesName } from './lines.ts';

/** What becomes of one request. */
export type Fate =
  /** The connection breaks before anything is stored. */
  | { readonly fate: 'reset' }
  /** Everything is stored, and the connection breaks. */
  | { readonly fate: 'reply lost' }
  /** The answer is a proxy's page; `stored` tells whether everything is stored or nothing. */
  | { readonly fate: 'unclear'; readonly stored: boolean }
  /** Nothing is stored; the whole request is answered so. */
  | { readonly fate: 'status'; readonly status: 429 | 503 }
  /** Documents whose bit is set in the mask are answered 429, the others stored. */
  | { readonly fate: 'items'; readonly mask: number }
  /** It is under way until it is let go or the agent dies; `stored` tells whether it has come to the store by then. */
  | { readonly fate: 'hold'; readonly stored: boolean };

/** One step of a sequence. A container is given by its number; `notice`: the agent is told by an event of the file. */
export type Action =
  | {
      readonly do: 'print' | 'part';
      readonly container: number;
      readonly stream: 'stdout' | 'stderr';
      readonly size: number;
      readonly notice: boolean;
    }
  /** A line by which an event of several may begin, or which goes on with one if that is open: see `LINES`. */
  | {
      readonly do: 'trace';
      readonly line: 'error' | 'header' | 'frame';
      readonly container: number;
      readonly stream: 'stdout' | 'stderr';
      readonly size: number;
      readonly newline: boolean;
      readonly notice: boolean;
    }
  | {
      readonly do: 'junk' | 'rotate' | 'copy and truncate' | 'truncate' | 'notice';
      readonly container: number;
    }
  /** The file loses its last bytes, so many thousandths of it, as by a power failure; with NUL bytes in place of some. */
  | { readonly do: 'lose end'; readonly container: number; readonly share: number; readonly zeros: number }
  | { readonly do: 'remove' | 'stop' | 'start' | 'rename'; readonly container: number }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'request'; readonly fate: Fate }
  | { readonly do: 'let go'; readonly answered: boolean }
  | { readonly do: 'SIGTERM' | 'SIGKILL' | 'launch' };

export interface Sequence {
  /** Which lines belong together, of each container. */
  readonly lines: readonly LinesName[];
  readonly actions: readonly Action[];
}

export const CONTAINERS = 4;

const container = fc.nat(CONTAINERS - 1);
const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.constantFrom<Fate>(
    { fate: 'reset' },
    { fate: 'reply lost' },
    { fate: 'unclear', stored: false },
    { fate: 'unclear', stored: true },
    { fate: 'status', status: 429 },
    { fate: 'status', status: 503 },
    { fate: 'hold', stored: false },
    { fate: 'hold', stored: true },
  ),
  fc.integer({ min: 1, max: 255 }).map((mask): Fate => ({ fate: 'items', mask })),
);

const print = (what: 'print' | 'part') =>
  fc.record({
    do: fc.constant(what),
    container,
    stream: fc.constantFrom('stdout' as const, 'stderr' as const),
    size: fc.constantFrom(0, 20, 300),
    notice: fc.boolean(),
  });
const trace = fc.record({
  do: fc.constant('trace' as const),
  line: fc.constantFrom(
    'error' as const,
    'header' as const,
    'frame' as const,
    'frame' as const,
    'frame' as const,
  ),
  container,
  stream: fc.constantFrom('stdout' as const, 'stderr' as const),
  size: fc.constantFrom(0, 20, 300),
  newline: fc.constantFrom(true, true, true, false),
  notice: fc.boolean(),
});
const ofContainer = <Name extends string>(...names: Name[]) =>
  fc.record({ do: fc.constantFrom(...names), container });
const milliseconds = fc.constantFrom(3, 120, 500, 1000, 2500, 6000, 11_000);

const kept: fc.WeightedArbitrary<Action>[] = [
  { weight: 14, arbitrary: print('print') },
  { weight: 8, arbitrary: print('part') },
  { weight: 14, arbitrary: trace },
  { weight: 7, arbitrary: ofContainer('rotate') },
  { weight: 2, arbitrary: ofContainer('copy and truncate') },
  { weight: 2, arbitrary: ofContainer('junk') },
  { weight: 3, arbitrary: ofContainer('notice') },
  { weight: 2, arbitrary: ofContainer('stop', 'start', 'rename') },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('pass' as const), milliseconds }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('request' as const), fate }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('let go' as const), answered: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('SIGTERM' as const, 'SIGKILL' as const, 'launch' as const) }),
  },
];
const losing: fc.WeightedArbitrary<Action>[] = [
  { weight: 3, arbitrary: ofContainer('truncate') },
  { weight: 1, arbitrary: ofContainer('remove') },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('lose end' as const),
      container,
      share: fc.integer({ min: 1, max: 900 }),
      zeros: fc.constantFrom(0, 0, 0, 5, 400),
    }),
  },
];

const lines = fc.constantFrom<LinesName>('auto', 'auto', 'start', 'continue', 'both', 'off');
const sequences = (actions: readonly fc.WeightedArbitrary<Action>[]): fc.Arbitrary<Sequence> =>
  fc.record({
    lines: fc.array(lines, { minLength: CONTAINERS, maxLength: CONTAINERS }),
    actions: fc.array(fc.oneof(...actions), { maxLength: 40, size: 'max' }),
  });

/** Sequences in which nothing is taken from disk before its time but by rotation. */
export const keptSequences = sequences(kept);
/** Sequences with truncation, lost ends and removed containers. */
export const losingSequences = sequences([...kept, ...losing]);
