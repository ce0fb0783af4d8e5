import { Constant } from '../../../scan/constant.ts';
import { copyAddress } from '../../../scan/copy-address.ts';
import { copyRfc3339 } from '../../../scan/copy-dates.ts';
import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';
import { areOfAddress } from '../../../scan/four-bytes.ts';
import type { KnownTimes } from '../../../scan/known-times.ts';
import { copyNumber } from '../../../scan/numbers.ts';
import { COPIED, type Copied, OTHER, UNSURE } from '../format.ts';
import { type AccessConstants, LONGEST_PARTS, NUMBER_ENDS, STRING_ENDS } from './constants.ts';
import { copyFront, LISTED, NONE } from './copy-front.ts';
import { copyRequestParts } from './copy-request.ts';
import { copyMore, copyTail } from './copy-tail.ts';

// A text's own quotes are \" in JSON string form.
const TIME_BEGINS = new Constant('[');
const REQUEST_BEGINS = new Constant('] \\"');
const QUOTED_BEGINS = new Constant(' \\"');
const SPACE = new Constant(' ');
// A server writes these where it has no value.
const NO_WORD = new Constant('- ');
const NO_QUOTED = new Constant('-\\"');
const NO_NUMBER = new Constant('-');
const COMMA = 0x2c;
const COLON = 0x3a;
/** How far a word's last byte stands before its member's end. */
const LAST = STRING_ENDS.bytes.length + 1;

const NO_FRONT = 0;
const USUAL = 1;
/** Another front, or none. */
const ODD = 2;

/**
 * Copies the line that most are, whose client is one address: nothing that others need is asked of it. Where this says false `copyAccess` is
 * to read the line from its beginning.
 */
export function copyUsual(scan: EscapedScanner, names: AccessConstants, times: KnownTimes): boolean {
  if (!address(scan, names.ip)) return false;
  if (!word(scan, names.ident) || !word(scan, names.auth)) return false;
  if (!scan.pass(TIME_BEGINS)) return false;
  scan.put(names.timestamp);
  if (!times.copyAccessTime(scan)) return false;
  scan.put(STRING_ENDS);
  if (!scan.pass(REQUEST_BEGINS) || !quoted(scan, names.request)) return false;
  if (!scan.pass(SPACE) || !status(scan, names.status)) return false;
  if (!scan.pass(SPACE) || !bytesSent(scan, names.bytesSent)) return false;
  if (scan.passLineEnd()) return true;
  if (!scan.pass(QUOTED_BEGINS) || !quoted(scan, names.referrer)) return false;
  if (!scan.pass(QUOTED_BEGINS) || !quoted(scan, names.agent)) return false;
  return scan.passLineEnd() || copyMore(scan, names, false);
}

/**
 * The fast way of `readAccess`: copies the fields of an access line, up to and with the JSON string's end. The usual line is read here, in the
 * plain combined format. What differs from it is read again by what `copy-front.ts` and `copy-tail.ts` know, so that it costs the usual one nothing.
 */
export function copyAccess(scan: EscapedScanner, names: AccessConstants, times: KnownTimes): Copied {
  const { at, out } = scan;
  let hasForwarded = false;
  const usual = usualFront(scan, names);
  if (usual !== USUAL) {
    if (usual === NO_FRONT) return OTHER;
    scan.at = at;
    scan.out = out;
    const front = copyFront(scan, names);
    if (front === NONE) return OTHER;
    hasForwarded = front === LISTED;
  }
  scan.put(names.timestamp);
  if (!times.copyAccessTime(scan) && !copyRfc3339(scan)) return OTHER;
  scan.put(STRING_ENDS);
  if (!scan.pass(REQUEST_BEGINS)) return OTHER;
  const { out: requestOut } = scan;
  if (!quoted(scan, names.request)) return OTHER;
  if (names.parts !== undefined && !copyParts(scan, names, requestOut)) return UNSURE;
  if (!scan.pass(SPACE) || !status(scan, names.status)) return OTHER;
  if (!scan.pass(SPACE) || !bytesSent(scan, names.bytesSent)) return OTHER;
  if (scan.passLineEnd()) return COPIED;
  const { at: tailAt, out: tailOut } = scan;
  if (usualTail(scan, names)) {
    if (scan.passLineEnd()) return COPIED;
    if (copyMore(scan, names, hasForwarded)) return COPIED;
  }
  scan.at = tailAt;
  scan.out = tailOut;
  return copyTail(scan, names, hasForwarded) ? COPIED : OTHER;
}

/** Copies a client's address, ident and user of one word each. Most lines that are no access lines are told by this alone. */
function usualFront(
  scan: EscapedScanner,
  names: AccessConstants,
): typeof USUAL | typeof ODD | typeof NO_FRONT {
  const { at, out } = scan;
  if (!word(scan, names.ip)) return NO_FRONT;
  const { at: clientAt, out: clientOut } = scan;
  if (!word(scan, names.ident)) return NO_FRONT;
  const { out: identOut } = scan;
  if (!word(scan, names.auth)) return NO_FRONT;
  if (scan.pass(TIME_BEGINS)) {
    return clientOut === out || isAddress(scan, at, clientAt - 1) ? USUAL : ODD;
  }
  // A virtual host or a user of several words goes with a dash, a list with commas.
  if (scan.out === identOut || identOut === clientOut) return ODD;
  const { target } = scan;
  return target[clientOut - LAST] === COMMA || target[identOut - LAST] === COMMA ? ODD : NO_FRONT;
}

/**
 * Whether the client that was read from there is one address: digits and dots, or something with a colon. The copy is not looked at: to read
 * words that have just been written, at other places, takes twenty times as long.
 */
function isAddress({ source, sourceWords }: EscapedScanner, from: number, to: number): boolean {
  return areOfAddress(sourceWords, from, to) || hasColon(source, from, to);
}

/** Whether a client is an address by its colon, and no list. */
function hasColon(source: Buffer, from: number, to: number): boolean {
  let isFound = false;
  for (let i = from; i < to; i++) {
    if (source[i] === COMMA) return false;
    if (source[i] === COLON) isFound = true;
  }
  return isFound;
}

/** Copies referrer and agent in quotes. */
function usualTail(scan: EscapedScanner, names: AccessConstants): boolean {
  if (!scan.pass(QUOTED_BEGINS) || !quoted(scan, names.referrer)) return false;
  return scan.pass(QUOTED_BEGINS) && quoted(scan, names.agent);
}

/** Writes the parts of the request whose member stands at `from`, if there is one; false when it is too long. */
function copyParts(scan: EscapedScanner, names: AccessConstants, from: number): boolean {
  if (scan.out === from || names.parts === undefined) return true;
  const begin = from + names.request.bytes.length;
  const end = scan.out - STRING_ENDS.bytes.length;
  if (end - begin > LONGEST_PARTS) return false;
  copyRequestParts(scan, names.parts, begin, end);
  return true;
}

/** Copies the client where it is one address. */
function address(scan: EscapedScanner, name: Constant): boolean {
  const { at, out } = scan;
  scan.put(name);
  if (copyAddress(scan)) {
    scan.put(STRING_ENDS);
    return true;
  }
  scan.goBack(at, out);
  return word(scan, name) && hasColon(scan.source, at, scan.at - 1);
}

function word(scan: EscapedScanner, name: Constant): boolean {
  if (scan.pass(NO_WORD)) return true;
  scan.put(name);
  if (!scan.copyWord()) return false;
  scan.put(STRING_ENDS);
  return true;
}

function quoted(scan: EscapedScanner, name: Constant): boolean {
  if (scan.pass(NO_QUOTED)) return true;
  scan.put(name);
  if (!scan.copyQuoted()) return false;
  scan.put(STRING_ENDS);
  return true;
}

function status(scan: EscapedScanner, name: Constant): boolean {
  const { at, out } = scan;
  scan.put(name);
  if (copyNumber(scan, 3) && scan.at === at + 3) {
    scan.put(NUMBER_ENDS);
    return true;
  }
  scan.at = at;
  scan.out = out;
  return scan.pass(NO_NUMBER);
}

function bytesSent(scan: EscapedScanner, name: Constant): boolean {
  if (scan.pass(NO_NUMBER)) return true;
  scan.put(name);
  if (!copyNumber(scan, 15)) return false;
  scan.put(NUMBER_ENDS);
  return true;
}
