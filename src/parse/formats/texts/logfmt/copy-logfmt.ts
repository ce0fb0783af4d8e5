import { Constant } from '../../../../scan/constant.ts';
import type { EscapedScanner } from '../../../../scan/escaped-scanner.ts';
import { Wrapping } from '../../../json/copy-around.ts';
import type { NamesCopier } from '../../../json/copy-names.ts';
import { copyJsonString } from '../../../json/copy-values.ts';
import { DEEPEST } from '../../../json/limits.ts';
import type { Around } from '../../../json/places.ts';
import type { RolesCopier } from '../../../roles/copy-roles.ts';
import { ERRORS_BYTES, errorNameAt, wrapError } from '../../../roles/error-texts.ts';
import { roleNamedAt } from '../../../roles/role-names.ts';
import { COPIED, type Copied, OTHER, UNSURE } from '../../format.ts';
import { NAME_BYTES } from '../may-be-text.ts';
import { LONGEST_TEXT } from '../text-format.ts';
import { copyBare } from './copy-bare.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const EQUALS = 0x3d;
const COMMA = 0x2c;
const DOT = 0x2e;
const SPACE = 0x20;
/** Of those that a name may go on with: a name begins with a letter, `_` or `@`. */
const LAST_NO_LETTER = 0x39;
const LEAST_PAIRS = 2;
const NAME_ENDS = new Constant('":');

/** The fast way of the format `logfmt`, where members go below an object: the pairs are copied as they are read. */
export class LogfmtCopier {
  readonly extraBytes: number;
  readonly #names: NamesCopier;
  readonly #usual: Wrapping;
  readonly #roles: RolesCopier;

  /** Names and roles are those of one line at a time: copiers share them. */
  constructor(usual: Around, names: NamesCopier, roles: RolesCopier) {
    this.#names = names;
    this.#usual = new Wrapping(usual);
    this.#roles = roles;
    this.extraBytes = this.#usual.bytes + roles.extraBytes + ERRORS_BYTES;
  }

  /** See `Format.copy`. The text begins with a name and an equals sign. */
  copy(scan: EscapedScanner): Copied {
    const began = scan.at;
    this.#names.clear();
    this.#roles.clear();
    const names = this.#names.enter();
    const from = this.#usual.begin(scan);
    let pairs = 0;
    do {
      const copied = this.#pair(scan, names);
      if (copied !== COPIED) return copied;
      pairs++;
      const { at } = scan;
      while (scan.source[scan.at] === SPACE) scan.at++;
      // Behind a value stands a space or the end.
      if (scan.at === at && scan.source[at] !== BACKSLASH) return OTHER;
    } while (scan.source[scan.at] !== BACKSLASH);
    if (!scan.passLineEnd() || pairs < LEAST_PAIRS) return OTHER;
    if (scan.at - began > LONGEST_TEXT) return UNSURE;
    this.#usual.end(scan, from);
    this.#roles.put(scan);
    return COPIED;
  }

  #pair(scan: EscapedScanner, names: number): Copied {
    const { out } = scan;
    const named = roleNamedAt(scan.source, scan.at, EQUALS);
    const error = errorNameAt(scan.source, scan.at, EQUALS);
    const copied = this.#name(scan, names);
    if (copied !== COPIED) return copied;
    const valueAt = scan.out;
    if (!copyValue(scan)) return UNSURE;
    if (named !== undefined) {
      const taken = this.#roles.take(scan, valueAt, named);
      if (taken === UNSURE) return UNSURE;
      if (taken === COPIED) {
        scan.out = out;
        return COPIED;
      }
    }
    if (error > 0 && scan.target[valueAt] === QUOTE) wrapError(scan, valueAt);
    scan.target[scan.out++] = COMMA;
    return COPIED;
  }

  /** Copies a name as that of a member, and passes over its equals sign. */
  #name(scan: EscapedScanner, names: number): Copied {
    const { source, target, at: from } = scan;
    let { at, out } = scan;
    const first = source[from] as number;
    let byte = first;
    let dots = 0;
    target[out++] = QUOTE;
    while (NAME_BYTES[byte] === 1) {
      target[out++] = byte;
      const next = source[++at] as number;
      // Nothing between two dots is no name.
      if (byte === DOT && (++dots === DEEPEST || next === DOT || next === EQUALS)) return UNSURE;
      byte = next;
    }
    if (at === from || byte !== EQUALS || first <= LAST_NO_LETTER) return OTHER;
    if (!this.#names.note(source, from, at - from, names, dots)) return UNSURE;
    if (1 + this.#usual.depth + dots + 1 > DEEPEST) return UNSURE;
    scan.at = at + 1;
    scan.out = out;
    scan.put(NAME_ENDS);
    return COPIED;
  }
}

function copyValue(scan: EscapedScanner): boolean {
  const { source, at } = scan;
  if (source[at] !== BACKSLASH || source[at + 1] !== QUOTE) return copyBare(scan);
  scan.at = at + 2;
  scan.target[scan.out++] = QUOTE;
  return copyJsonString(scan);
}
