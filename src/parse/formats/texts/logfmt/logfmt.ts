import type { EscapedScanner } from '../../../../scan/escaped-scanner.ts';
import { DEEPEST } from '../../../json/limits.ts';
import type { Places } from '../../../json/places.ts';
import { dotsIn, isFieldName } from '../../../json/read-names.ts';
import { fitting, type Value } from '../../../json/unfit.ts';
import { copyDecoded } from '../../copy-decoded.ts';
import { type Copied, type Format, OTHER } from '../../format.ts';
import { documentMembers } from '../../read-json.ts';
import { NAME_BYTES } from '../may-be-text.ts';
import { LONGEST_TEXT } from '../text-format.ts';
import type { LogfmtCopier } from './copy-logfmt.ts';

const EQUALS = 0x3d;
/** A pair, and the spaces behind it: `name=value` or `name="a value"`. */
const PAIR = /([A-Za-z_@][\w.@/-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?: +|$)/y;
/** 15 digits are the most that every JSON reader keeps exactly. */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
/** Fewer may stand in any text. */
const LEAST_PAIRS = 2;
/** For each pair of four characters at least, quotes and a colon; and the names around all. */
const EXTRA_BYTES = 2048;

/** What logfmt's lines begin with. */
export const LOGFMT_BEGINS = /[A-Za-z_@]/;

/** The format `logfmt`: a text of nothing but pairs. Its members go where those of JSON go. */
export class LogfmtFormat implements Format {
  readonly extraBytes: number;
  readonly #places: Places;
  readonly #clean: (text: string) => string;
  readonly #copier: LogfmtCopier | undefined;

  /** `copier` is the fast way, where there is one. */
  constructor(places: Places, clean: (text: string) => string, copier?: LogfmtCopier) {
    this.#places = places;
    this.#clean = clean;
    this.#copier = copier;
    this.extraBytes = EXTRA_BYTES + Buffer.byteLength(places.usual.begin) + (copier?.extraBytes ?? 0);
  }

  read(text: string): string | undefined {
    const pairs = text.length > LONGEST_TEXT ? undefined : pairsOf(text);
    if (pairs === undefined || pairs.size < LEAST_PAIRS) return undefined;
    const members = new Map<string, Value>();
    for (const [name, value] of pairs) {
      if (!isFieldName(name) || dotsIn(name) + this.#places.usual.depth + 2 > DEEPEST) return undefined;
      members.set(name, typeof value === 'string' ? this.#string(value) : value);
    }
    return documentMembers(fitting(members), this.#places);
  }

  copy(scan: EscapedScanner): Copied {
    if (!mayBePair(scan.source, scan.at)) return OTHER;
    if (this.#copier !== undefined) return this.#copier.copy(scan);
    return copyDecoded(scan, this.extraBytes, (text) => {
      const members = this.read(text);
      return members && `${members},`;
    });
  }

  #string(text: string): Value {
    return { json: JSON.stringify(this.#clean(text)), kind: 'string' };
  }
}

/** Where the pairs end that a text begins with; 0 where it begins with none. */
export function endOfPairs(text: string): number {
  PAIR.lastIndex = 0;
  let at = 0;
  while (at < text.length && PAIR.test(text)) at = PAIR.lastIndex;
  return at;
}

/** Values by name, a text or what stands in it as JSON; undefined when something else stands between them. */
function pairsOf(text: string): Map<string, string | Value> | undefined {
  const pairs = new Map<string, string | Value>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const match = PAIR.exec(text);
    if (match === null) return undefined;
    const [, name = '', quoted, bare = ''] = match;
    pairs.set(name, quoted === undefined ? bareValue(bare) : unquoted(quoted));
  }
  return pairs;
}

function bareValue(bare: string): string | Value {
  if (NUMBER.test(bare)) return { json: bare, kind: 'number' };
  return bare === 'true' || bare === 'false' ? { json: bare, kind: 'boolean' } : bare;
}

/** Go's escapes are those of JSON, but for a few, with which the text stays as it is. */
function unquoted(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  try {
    return (JSON.parse(`"${quoted}"`) as string).toWellFormed();
  } catch {
    return quoted;
  }
}

function mayBePair(source: Buffer, from: number): boolean {
  let at = from;
  while (NAME_BYTES[source[at] as number] === 1) at++;
  return at > from && source[at] === EQUALS;
}
