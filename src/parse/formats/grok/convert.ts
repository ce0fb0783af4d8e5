import { isUnfitNumber } from '../../json/unfit.ts';

/** Longer ones are no `long` and no `double`, and a number of a megabyte would take minutes. */
const LONGEST_NUMBER = 64;
const INT = /^([+-]?)0*(\d+)$/;
const FLOAT = /^([+-]?)0*(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/;

/** The whole number that a text is, as JSON; undefined when it is none or none that a `long` holds. */
export function intJson(text: string): string | undefined {
  const match = text.length > LONGEST_NUMBER ? null : INT.exec(text);
  if (match === null) return undefined;
  const [, sign, digits] = match;
  const json = `${sign === '-' && digits !== '0' ? '-' : ''}${digits}`;
  return isUnfitNumber(json) ? undefined : json;
}

/**
 * The number that a text is, as JSON, with all its digits; undefined when it is none or beyond a `double`. It always has a fraction or an
 * exponent: by a first 5 a mapping would guess that the field holds whole numbers.
 */
export function floatJson(text: string): string | undefined {
  const match = text.length > LONGEST_NUMBER ? null : FLOAT.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = ''] = match;
  // Zeros before the digits were taken away, and a lone zero with them.
  if (whole === '' && fraction === '' && !text.includes('0')) return undefined;
  const json = `${sign === '-' ? '-' : ''}${whole || '0'}.${fraction || '0'}${exponent}`;
  return isUnfitNumber(json) ? undefined : json;
}
