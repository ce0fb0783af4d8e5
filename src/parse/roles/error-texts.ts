import type { EscapedScanner } from '../../scan/escaped-scanner.ts';

const LETTER_E = 0x65;

/** Members that hold an error: an object with a message as pino and Bunyan write it, or that message alone as zap, zerolog, logrus and slog do. */
const NAMES: readonly Buffer[] = ['err', 'error', 'exception'].map((name) => Buffer.from(name));
const BEGIN = Buffer.from('{"message":');
const CLOSE = 0x7d;

/** What an error's text takes besides, for all of them in one line. */
export const ERRORS_BYTES = NAMES.length * (BEGIN.length + 1);

/**
 * Whether a member of this name holds an error. To Elasticsearch a field is an object or a text for ever, so what one application writes as a text is the
 * message of an object as the others have it.
 */
export function isErrorName(name: string): boolean {
  return NAMES.some((each) => each.toString() === name);
}

/** A text, or a list of texts and nulls: to Elasticsearch the same kind of field. */
const TEXTS = /^[[\],\s]*(?:null[[\],\s]*)*"/;

/** The error as an object; `json` is the member's value. */
export function errorOf(json: string): string {
  return TEXTS.test(json) ? `${BEGIN}${json}}` : json;
}

/** See `roleNamedAt`: the length of an error's name that begins there, or 0. */
export function errorNameAt(source: Buffer, at: number, end: number): number {
  if (source[at] !== LETTER_E) return 0;
  for (const name of NAMES) {
    if (source[at + name.length] === end && name.compare(source, at, at + name.length) === 0)
      return name.length;
  }
  return 0;
}

/** Makes an object of the text that has been written from `valueAt` on. */
export function wrapError(scan: EscapedScanner, valueAt: number): void {
  const { target, out } = scan;
  target.copyWithin(valueAt + BEGIN.length, valueAt, out);
  BEGIN.copy(target, valueAt);
  scan.out = out + BEGIN.length;
  target[scan.out++] = CLOSE;
}
