import { Constant } from '../../scan/constant.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import type { NamesCopier } from '../json/copy-names.ts';
import { beginName, copyByte, copyWord, passByte, passSpaces, putByte } from '../json/copy-tokens.ts';
import { copyJsonNumber, copyJsonString } from '../json/copy-values.ts';
import { DEEPEST } from '../json/limits.ts';
import type { MembersApart } from '../json/members-apart.ts';
import type { Around, Places } from '../json/places.ts';
import { COPIED, type Copied, OTHER, UNSURE } from './format.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;

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
  readonly #apartNames: Places['apart']['names'];
  readonly #onlyScalars: boolean;

  /** Names and members apart are those of one line at a time: copiers share them. */
  constructor({ usual, apart }: Places, names: NamesCopier, kept: MembersApart) {
    this.#names = names;
    this.#kept = kept;
    this.#usual = new Wrapping(usual);
    this.#apart = new Wrapping(apart);
    this.#apartNames = apart.names;
    this.#onlyScalars = apart.onlyScalars;
    this.extraBytes = this.#usual.bytes + this.#apart.bytes;
  }

  /** See `Format.copy`. */
  copy(scan: EscapedScanner): Copied {
    passSpaces(scan);
    if (!passByte(scan, OPEN)) return !beginsWithEscapedSpace(scan) || scan.passLineEnd() ? OTHER : UNSURE;
    this.#names.clear();
    this.#kept.clear();
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
    if (this.#kept.isEmpty) return true;
    const apartFrom = this.#apart.begin(scan);
    this.#kept.put(scan);
    this.#apart.end(scan, apartFrom);
    return true;
  }

  #outermostMember(scan: EscapedScanner, began: number): boolean {
    const { out } = scan;
    if (!beginName(scan)) return false;
    const isApart = this.#apartNames.isAt(scan.source, scan.at);
    // An object under a name of those apart may have to stay with the others.
    const { levels } = isApart && !this.#onlyScalars ? this.#apart : this.#usual;
    if (!this.#member(scan, began, 1 + levels)) return false;
    const last = scan.target[scan.out - 1];
    putByte(scan, COMMA);
    if (!isApart || (this.#onlyScalars && (last === CLOSE || last === CLOSE_ARRAY))) return true;
    return this.#kept.take(scan, out);
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
        return copyJsonString(scan);
      case OPEN:
        return depth < DEEPEST && this.#object(scan, depth + 1);
      case OPEN_ARRAY:
        return depth < DEEPEST && this.#array(scan, depth + 1);
      case 0x74:
        return copyWord(scan, TRUE);
      case 0x66:
        return copyWord(scan, FALSE);
      case 0x6e:
        return copyWord(scan, NULL);
      default:
        return copyJsonNumber(scan);
    }
  }

  #object(scan: EscapedScanner, depth: number): boolean {
    copyByte(scan);
    passSpaces(scan);
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
    return true;
  }

  #array(scan: EscapedScanner, depth: number): boolean {
    copyByte(scan);
    passSpaces(scan);
    if (scan.source[scan.at] === CLOSE_ARRAY) return copyByte(scan);
    for (;;) {
      if (!this.#value(scan, depth)) return false;
      const byte = scan.source[scan.at];
      if (byte !== COMMA && byte !== CLOSE_ARRAY) return false;
      copyByte(scan);
      if (byte === CLOSE_ARRAY) return true;
    }
  }
}

/** The objects around some members. */
class Wrapping {
  readonly levels: number;
  /** That it takes at most. */
  readonly bytes: number;
  readonly #begin: Constant;
  readonly #end: Constant;

  constructor({ begin, levels }: Around) {
    this.levels = levels;
    this.#begin = new Constant(begin);
    this.#end = new Constant(`${'}'.repeat(levels)},`);
    this.bytes = this.#begin.bytes.length + this.#end.bytes.length;
  }

  /** Returns where it began. */
  begin(scan: EscapedScanner): number {
    const { out } = scan;
    if (this.levels > 0) scan.put(this.#begin);
    return out;
  }

  /** In place of the last member's comma, or of the beginning if there is no member. */
  end(scan: EscapedScanner, from: number): void {
    if (this.levels === 0) return;
    if (scan.out === from + this.#begin.bytes.length) {
      scan.out = from;
      return;
    }
    scan.out--;
    scan.put(this.#end);
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
