import { Constant } from '../../scan/constant.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { Wrapping } from '../json/copy-around.ts';
import type { NamesCopier } from '../json/copy-names.ts';
import { beginName, copyByte, copyWord, passByte, passSpaces, putByte } from '../json/copy-tokens.ts';
import { copyJsonNumber, copyJsonString } from '../json/copy-values.ts';
import { DEEPEST } from '../json/limits.ts';
import type { MembersApart } from '../json/members-apart.ts';
import type { Names } from '../json/names.ts';
import { ITSELF, type Places } from '../json/places.ts';
import type { RolesCopier } from '../roles/copy-roles.ts';
import { ERRORS_BYTES, errorNameAt, wrapError } from '../roles/error-texts.ts';
import { roleNamedAt } from '../roles/role-names.ts';
import { COPIED, type Copied, OTHER, UNSURE } from './format.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

/** See `Kind`. */
const NONE = 0;
const STRING = 1;
const NUMBER = 2;
const BOOLEAN = 3;
const OBJECT = 4;

const TRUE = new Constant('true');
const FALSE = new Constant('false');
const NULL = new Constant('null');

/**
 * The fast way of the format `json`. The object's quotes stand in JSON string form as `\"` and its backslashes as `\\`, so one level
 * of escapes is taken off while the grammar is checked. White space is left out.
 */
export class JsonCopier {
  /** See `Format.extraBytes`. */
  readonly extraBytes: number;
  readonly #names: NamesCopier;
  readonly #kept: MembersApart;
  readonly #usual: Wrapping;
  readonly #apart: Wrapping;
  readonly #apartNames: Names | undefined;
  readonly #roles: RolesCopier | undefined;
  /** Of the last value. */
  #kind = NONE;

  /** Names, members apart and roles are those of one line at a time: copiers share them. */
  constructor(
    { usual, apart }: Places,
    names: NamesCopier,
    kept: MembersApart,
    roles: RolesCopier | undefined,
  ) {
    this.#names = names;
    this.#kept = kept;
    this.#usual = new Wrapping(usual);
    this.#apart = new Wrapping(apart ?? ITSELF);
    this.#apartNames = apart?.names;
    this.#roles = roles;
    this.extraBytes =
      this.#usual.bytes + this.#apart.bytes + (roles === undefined ? 0 : roles.extraBytes + ERRORS_BYTES);
  }

  /** See `Format.copy`. */
  copy(scan: EscapedScanner): Copied {
    passSpaces(scan);
    if (!passByte(scan, OPEN)) return !beginsWithEscapedSpace(scan) || scan.passLineEnd() ? OTHER : UNSURE;
    this.#names.clear();
    this.#kept.clear();
    this.#roles?.clear();
    return this.#fields(scan) && scan.passLineEnd() ? COPIED : UNSURE;
  }

  /** Copies the outermost object's members, those that go elsewhere last, and passes over its end. */
  #fields(scan: EscapedScanner): boolean {
    const began = this.#names.enter();
    const from = this.#usual.begin(scan);
    do {
      if (!this.#outermostMember(scan, began)) return false;
    } while (passByte(scan, COMMA));
    this.#usual.end(scan, from);
    passSpaces(scan);
    if (!passByte(scan, CLOSE)) return false;
    passSpaces(scan);
    this.#roles?.put(scan);
    if (this.#kept.isEmpty) return true;
    const apartFrom = this.#apart.begin(scan);
    this.#kept.put(scan);
    this.#apart.end(scan, apartFrom);
    return true;
  }

  #outermostMember(scan: EscapedScanner, began: number): boolean {
    const { out } = scan;
    if (!beginName(scan)) return false;
    const named = this.#roles && roleNamedAt(scan.source, scan.at);
    const error = this.#roles === undefined ? 0 : errorNameAt(scan.source, scan.at, BACKSLASH);
    const isApart = this.#apartNames?.isAt(scan.source, scan.at) === true;
    const { depth } = isApart ? this.#apart : this.#usual;
    if (!this.#member(scan, began, 1 + depth)) return false;
    if (named !== undefined) {
      // Behind the name stand its quotes and the colon.
      const taken = this.#roles?.take(scan, out + named.bytes.length + 3, named);
      if (taken === UNSURE) return false;
      if (taken === COPIED) {
        scan.out = out;
        return true;
      }
    }
    if (error > 0 && this.#kind === STRING) wrapError(scan, out + error + 3);
    putByte(scan, COMMA);
    return !isApart || this.#kept.take(scan, out);
  }

  /** Copies a member, whose first quote has been read, of an object of this depth, and the white space behind it. */
  #member(scan: EscapedScanner, began: number, depth: number): boolean {
    if (!this.#names.copy(scan, began)) return false;
    const within = depth + this.#names.dots;
    if (within > DEEPEST) return false;
    passSpaces(scan);
    if (!passByte(scan, COLON)) return false;
    putByte(scan, COLON);
    return this.#value(scan, within);
  }

  /** `depth` is that of the object or array around it. */
  #value(scan: EscapedScanner, depth: number): boolean {
    passSpaces(scan);
    const copied = this.#bareValue(scan, depth);
    passSpaces(scan);
    return copied;
  }

  #bareValue(scan: EscapedScanner, depth: number): boolean {
    const { source, at } = scan;
    switch (source[at]) {
      case BACKSLASH:
        if (source[at + 1] !== QUOTE) return false;
        scan.at = at + 2;
        putByte(scan, QUOTE);
        this.#kind = STRING;
        return copyJsonString(scan);
      case OPEN:
        return depth < DEEPEST && this.#object(scan, depth + 1);
      case OPEN_ARRAY:
        return depth < DEEPEST && this.#array(scan, depth + 1);
      case 0x74:
        this.#kind = BOOLEAN;
        return copyWord(scan, TRUE);
      case 0x66:
        this.#kind = BOOLEAN;
        return copyWord(scan, FALSE);
      case 0x6e:
        this.#kind = NONE;
        return copyWord(scan, NULL);
      default:
        this.#kind = NUMBER;
        return copyJsonNumber(scan);
    }
  }

  #object(scan: EscapedScanner, depth: number): boolean {
    copyByte(scan);
    passSpaces(scan);
    this.#kind = OBJECT;
    if (scan.source[scan.at] === CLOSE) return copyByte(scan);
    const began = this.#names.enter();
    for (;;) {
      if (!beginName(scan) || !this.#member(scan, began, depth)) return false;
      const byte = scan.source[scan.at];
      if (byte !== COMMA && byte !== CLOSE) return false;
      copyByte(scan);
      if (byte === CLOSE) break;
    }
    this.#names.leave(began);
    this.#kind = OBJECT;
    return true;
  }

  /** Values of two kinds are left to the decoded way: Elasticsearch takes no such array. */
  #array(scan: EscapedScanner, depth: number): boolean {
    copyByte(scan);
    passSpaces(scan);
    this.#kind = NONE;
    if (scan.source[scan.at] === CLOSE_ARRAY) return copyByte(scan);
    let kind = NONE;
    for (;;) {
      if (!this.#value(scan, depth)) return false;
      if (kind === NONE) kind = this.#kind;
      else if (this.#kind !== NONE && this.#kind !== kind) return false;
      const byte = scan.source[scan.at];
      if (byte !== COMMA && byte !== CLOSE_ARRAY) return false;
      copyByte(scan);
      if (byte === CLOSE_ARRAY) break;
    }
    this.#kind = kind;
    return true;
  }
}

/** A tab or newline, which may stand before an object: `\t`, `\r`, `\n` or `\u000X`. */
function beginsWithEscapedSpace({ source, at }: EscapedScanner): boolean {
  if (source[at] !== BACKSLASH) return false;
  const letter = source[at + 1];
  return (
    letter === 0x74 || letter === 0x72 || letter === 0x6e || (letter === 0x75 && source[at + 4] === 0x30)
  );
}
