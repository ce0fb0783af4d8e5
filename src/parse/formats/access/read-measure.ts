import type { AccessNames } from '../../schemas/names.ts';
import { Decimal, type Fields, type Reading } from './reading.ts';

const DECIMAL = String.raw`(?:0|[1-9]\d{0,8})(?:\.\d{1,9})?`;
const MEASURE = new RegExp(
  `(?:"(?<quoted>${DECIMAL})"|rt=(?<named>${DECIMAL})|(?<bare>${DECIMAL})(?<unit>ns|us|µs|ms|s)?)(?= |$)`,
  'y',
);
/** How many places the point moves to the left, for seconds. */
const SHIFTS: Readonly<Record<string, number>> = { s: 0, ms: 3, us: 6, µs: 6, ns: 9 };

/**
 * Reads a token that says how long an answer took, or how well it was compressed: a time has a unit, stands behind `rt=` or has three
 * decimals, as nginx writes its seconds; a ratio has two. Times become seconds.
 */
export function readMeasure(reading: Reading, names: AccessNames): Fields | undefined {
  const { at } = reading;
  const { quoted, named, bare = quoted, unit } = reading.take(MEASURE)?.groups ?? {};
  if (named !== undefined) return { [names.responseTime]: new Decimal(named) };
  if (bare !== undefined && unit !== undefined)
    return { [names.responseTime]: new Decimal(shifted(bare, SHIFTS[unit] ?? 0)) };
  const decimals = bare?.split('.')[1]?.length;
  if (bare !== undefined && decimals === 3) return { [names.responseTime]: new Decimal(bare) };
  if (bare !== undefined && decimals === 2) return { [names.gzipRatio]: new Decimal(bare) };
  reading.at = at;
  return undefined;
}

/** `12.5` by three places: `0.0125`. */
function shifted(decimal: string, places: number): string {
  if (places === 0) return decimal;
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = whole.padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}${fraction}`;
}
