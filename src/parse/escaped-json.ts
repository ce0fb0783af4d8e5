import { Constant } from './constant.ts';
import { EscapedNames, isOwnNameAt } from './escaped-names.ts';
import type { EscapedScanner } from './escaped-scanner.ts';
import { beginName, copyByte, copyWord, passByte, passSpaces, putByte } from './escaped-tokens.ts';
import { copyJsonNumber, copyJsonString } from './escaped-values.ts';
import { COPIED, type Copied, type Format, OTHER, UNSURE } from './format.ts';
import { readJsonLine } from './json-line.ts';
import { DEEPEST } from './json-names.ts';

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
const JSON_BEGINS = new Constant('"json":{');
const JSON_ENDS = new Constant('},');

/** Fields under `json` in one line; one with more is read the decoded way. */
const MOST_MOVED = 16;

/**
 * A text that is one JSON object. Its quotes stand in Docker's file as `\"` and its backslashes as `\\`, so one level of escapes
 * is taken off while the grammar is checked. White space is left out.
 */
class JsonLine implements Format {
  readonly extraBytes = JSON_BEGINS.bytes.length + JSON_ENDS.bytes.length;
  readonly read = readJsonLine;
  readonly #names = new EscapedNames();
  /** Where the names of the fields that go under `json` begin in the source. */
  readonly #moved = new Float64Array(MOST_MOVED);

  copy(scan: EscapedScanner): Copied {
    passSpaces(scan);
    if (!passByte(scan, OPEN)) return !beginsWithEscapedSpace(scan) || scan.passLineEnd() ? OTHER : UNSURE;
    this.#names.clear();
    return this.#fields(scan) && scan.passLineEnd() ? COPIED : UNSURE;
  }

  /** Copies the outermost object's members, the moved ones last, and passes over its end. */
  #fields(scan: EscapedScanner): boolean {
    const { source } = scan;
    const began = this.#names.enter();
    let moved = 0;
    do {
      const { out } = scan;
      if (!beginName(scan)) return false;
      const { at } = scan;
      if (!this.#member(scan, began, 1)) return false;
      if (isOwnNameAt(source, at)) {
        if (moved === MOST_MOVED) return false;
        this.#moved[moved++] = at;
        scan.out = out;
      } else {
        putByte(scan, COMMA);
      }
    } while (passByte(scan, COMMA));
    passSpaces(scan);
    if (!passByte(scan, CLOSE)) return false;
    passSpaces(scan);
    return moved === 0 || this.#copyMoved(scan, moved);
  }

  /** Reads the moved members once more: seldom there, and nowhere to be kept meanwhile. */
  #copyMoved(scan: EscapedScanner, moved: number): boolean {
    const { at } = scan;
    scan.put(JSON_BEGINS);
    const began = this.#names.enter();
    for (let i = 0; i < moved; i++) {
      if (i > 0) putByte(scan, COMMA);
      putByte(scan, QUOTE);
      scan.at = this.#moved[i] as number;
      if (!this.#member(scan, began, 2)) return false;
    }
    scan.put(JSON_ENDS);
    scan.at = at;
    return true;
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

/** The format `json`. */
export const json = (): Format => new JsonLine();

/** A tab or newline, which may stand before an object: `\t`, `\r`, `\n` or `\u000X`. */
function beginsWithEscapedSpace({ source, at }: EscapedScanner): boolean {
  if (source[at] !== BACKSLASH) return false;
  const letter = source[at + 1];
  return (
    letter === 0x74 || letter === 0x72 || letter === 0x6e || (letter === 0x75 && source[at + 4] === 0x30)
  );
}
