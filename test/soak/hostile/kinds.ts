import { longLine, parts } from './endless.ts';
import type { Ground, Nuisance } from './nuisance.ts';
import { passers } from './passers.ts';
import { places } from './places.ts';
import { texts } from './texts.ts';
import { compressedZeros, holes } from './zeros.ts';

/** Everything hostile that containers do, by name. */
export const kinds: Readonly<Record<string, (ground: Ground) => readonly Nuisance[]>> = {
  places,
  holes,
  'compressed-zeros': compressedZeros,
  parts,
  'long-line': longLine,
  texts,
  passers,
};
