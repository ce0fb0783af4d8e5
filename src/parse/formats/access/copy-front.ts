import { Constant } from '../../../scan/constant.ts';
import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';
import { areOfAddress } from '../../../scan/four-bytes.ts';
import { type AccessConstants, LONGEST_ADDRESS, STRING_ENDS } from './constants.ts';

const TIME_BEGINS = new Constant('[');
const NO_WORD = new Constant('- ');
const SPACE = 0x20;
const COMMA = 0x2c;
const DASH = 0x2d;
const COLON = 0x3a;
const BRACKET = 0x5b;

/** There is no such text. */
export const NONE = 0;
/** The client is one word. */
export const ONE = 1;
/** The client is a list, which has been written as what was forwarded. */
export const LISTED = 2;

type Front = typeof NONE | typeof ONE | typeof LISTED;

/** The fast way of `readFront`. */
export function copyFront(scan: EscapedScanner, names: AccessConstants): Front {
  const { at, out } = scan;
  const front = copyClient(scan, names);
  if (front === NONE) return NONE;
  const noIdent = scan.pass(NO_WORD);
  if (!noIdent && !copyWord(scan, names.ident)) return NONE;
  const isList = scan.source[scan.at - 2] === COMMA;
  const noUser = scan.pass(NO_WORD);
  if (!noUser && !copyWord(scan, names.auth)) return NONE;
  if (scan.pass(TIME_BEGINS)) return front;
  // Most lines that are none end here.
  if ((isList || noUser) && front === ONE) {
    scan.goBack(at, out);
    const hosted = copyHosted(scan, names);
    if (hosted !== NONE) return hosted;
  }
  if (!noIdent) return NONE;
  scan.goBack(at, out);
  copyClient(scan, names);
  return copyUser(scan, names) ? front : NONE;
}

function copyHosted(scan: EscapedScanner, names: AccessConstants): Front {
  if (!scan.pass(NO_WORD) && !copyWord(scan, names.vhost)) return NONE;
  const front = copyClient(scan, names);
  return front !== NONE && copyUser(scan, names) ? front : NONE;
}

/** Copies a user's name of any number of words, behind the ident that there isn't. */
function copyUser(scan: EscapedScanner, names: AccessConstants): boolean {
  if (!scan.pass(NO_WORD)) return false;
  const { at, out } = scan;
  if (scan.pass(NO_WORD) && scan.pass(TIME_BEGINS)) return true;
  scan.goBack(at, out);
  scan.put(names.auth);
  for (;;) {
    const { out: from } = scan;
    if (!scan.copyWord() || indexIn(scan.target, BRACKET, from, scan.out) >= 0) return false;
    if (scan.pass(TIME_BEGINS)) break;
    scan.target[scan.out++] = SPACE;
  }
  scan.put(STRING_ENDS);
  return true;
}

function copyClient(scan: EscapedScanner, names: AccessConstants): Front {
  if (scan.pass(NO_WORD)) return ONE;
  const { at, out } = scan;
  scan.put(names.ip);
  const { out: from } = scan;
  if (!scan.copyWord()) return NONE;
  if (!areOfAddress(scan.targetWords, from, scan.out)) {
    if (indexIn(scan.target, COMMA, from, scan.out) >= 0) {
      scan.goBack(at, out);
      return copyList(scan, names) ? LISTED : NONE;
    }
    if (indexIn(scan.target, COLON, from, scan.out) < 0) {
      scan.goBack(at, out);
      scan.put(names.domain);
      scan.copyWord();
    }
  }
  scan.put(STRING_ENDS);
  return ONE;
}

/** Copies words of which all but the last end in commas, and the first address by itself besides. */
function copyList(scan: EscapedScanner, names: AccessConstants): boolean {
  const { source, target, at } = scan;
  let length = 0;
  while (length < LONGEST_ADDRESS && isOfName(source[at + length] as number)) length++;
  // A dash by itself stands for none.
  if (length > 0 && source[at + length] === COMMA && (length > 1 || source[at] !== DASH)) {
    let isAddress = true;
    for (let i = 0; i < length; i++) if (!isOfNumber(source[at + i] as number)) isAddress = false;
    isAddress ||= indexIn(source, COLON, at, at + length) >= 0;
    scan.put(isAddress ? names.ip : names.domain);
    for (let i = 0; i < length; i++) target[scan.out++] = source[at + i] as number;
    scan.put(STRING_ENDS);
  }
  scan.put(names.forwarded);
  while (scan.copyWord()) {
    if (source[scan.at - 2] !== COMMA) {
      scan.put(STRING_ENDS);
      return true;
    }
    target[scan.out++] = SPACE;
  }
  return false;
}

function copyWord(scan: EscapedScanner, name: Constant): boolean {
  scan.put(name);
  if (!scan.copyWord()) return false;
  scan.put(STRING_ENDS);
  return true;
}

/** Where the byte stands in `[from, to)`, or -1. A view of the bytes for `indexOf` takes longer than a word. */
function indexIn(bytes: Buffer, byte: number, from: number, to: number): number {
  for (let i = from; i < to; i++) if (bytes[i] === byte) return i;
  return -1;
}

/** Of a host's name or address. */
function isOfName(byte: number): boolean {
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  return isLetter || (byte >= 0x2d && byte <= 0x3a && byte !== 0x2f) || byte === 0x5f;
}

/** A digit, a dot or a slash. */
function isOfNumber(byte: number): boolean {
  return byte >= 0x2e && byte <= 0x39;
}
