import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';

const SPACE = 0x20;
const PLUS = 0x2b;
const DASH = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const EQUALS = 0x3d;
const A = 0x41;
const CAPITAL_Z = 0x5a;
const OPEN = 0x5b;
/** Where the space behind a date and a time of the day may stand, with a fraction and a zone or with an hour of one digit. */
const FIRST_SPACE = 18;
const LAST_SPACE = 40;

/** 1 for bytes of a name in logfmt, and so of every other format's first word. */
export const NAME_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('_.@/-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'))
  NAME_BYTES[byte] = 1;

/**
 * Whether the text at `scan.at` may be of one of the text formats. For prose one look at its first word is enough: with no digit behind it, no equals
 * sign and no colon after capitals, it is of none.
 */
export function mayBeText({ source, at: from }: EscapedScanner): boolean {
  const first = source[from] as number;
  const isName = NAME_BYTES[first] === 1 && (first < ZERO || first > NINE);
  if (!isName) return source[from + 4] !== DASH || first < ZERO || first > NINE || mayGoOn(source, from);
  let at = from + 1;
  while (NAME_BYTES[source[at] as number] === 1) at++;
  const end = source[at] as number;
  if (end === EQUALS) return true;
  if (first < A || first > CAPITAL_Z) return false;
  if (end === COLON) return true;
  if (end !== SPACE) return false;
  // The spaces behind a level's word, and the one before a day of one digit.
  while (source[at] === SPACE) at++;
  const next = source[at] as number;
  return next >= ZERO && next <= NINE;
}

/** Whether a text that begins with a year may go on as one of a format: a bracket, a dash, a thread, a zone or a level in capitals stands behind its time. */
function mayGoOn(source: Buffer, from: number): boolean {
  let at = from + FIRST_SPACE;
  while (at < from + LAST_SPACE && source[at] !== SPACE) at++;
  if (source[at] !== SPACE) return false;
  while (source[at] === SPACE) at++;
  const byte = source[at] as number;
  if (byte >= A && byte <= CAPITAL_Z) return (source[at + 1] as number) < 0x61;
  return byte === OPEN || byte === DASH || byte === PLUS || (byte >= ZERO && byte <= NINE);
}
