import { Constant } from '../../../scan/constant.ts';
import { isDigit } from '../../../scan/copy-dates.ts';
import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';
import { copyNumber } from '../../../scan/numbers.ts';
import { type AccessConstants, NUMBER_ENDS, STRING_ENDS } from './constants.ts';
import { copyMeasure, endsToken, NO_MEASURE, TIME } from './copy-measure.ts';

const QUOTED_BEGINS = new Constant(' \\"');
const NOT_FORWARDED = new Constant(' \\"-\\"');
const NO_QUOTED = new Constant('-\\"');
const BARE_DASH = new Constant(' -');
const SPACE = new Constant(' ');
const DASH = new Constant('-');
const BRACKET = new Constant(' [');
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const BLANK = 0x20;
const CLOSING_BRACKET = 0x5d;

/** The fast way of `readTail`. */
export function copyTail(scan: EscapedScanner, names: AccessConstants, hasForwarded: boolean): boolean {
  const { at, out } = scan;
  if (copyGiven(scan, names.referrer) && copyGiven(scan, names.agent)) {
    if (scan.passLineEnd()) return true;
    if (scan.source[scan.at] === BLANK) return copyMore(scan, names, hasForwarded);
  }
  scan.goBack(at, out);
  return copyTokens(scan, names, true);
}

/** Copies what stands behind referrer and agent; false without a space between. */
export function copyMore(scan: EscapedScanner, names: AccessConstants, hasForwarded: boolean): boolean {
  const { at, out, source } = scan;
  if (source[at] !== BLANK) return false;
  // nginx's `main`, where no proxy is in front of it.
  if (!hasForwarded && scan.pass(NOT_FORWARDED) && scan.passLineEnd()) return true;
  scan.at = at;
  if (isDigit(source[at + 1] as number)) {
    if (copyRouted(scan, names)) return true;
    scan.goBack(at, out);
    if (copyPassedOn(scan, names)) return copyExtra(scan, names, true);
    scan.goBack(at, out);
  }
  return copyTokens(scan, names, hasForwarded);
}

/** Traefik's: the request's number, the router, the server's URL, the time. Nothing follows. */
function copyRouted(scan: EscapedScanner, names: AccessConstants): boolean {
  if (!copyCount(scan, names.requestNumber)) return false;
  if (!copyGiven(scan, names.router) || !copyGiven(scan, names.upstream)) return false;
  return scan.pass(SPACE) && copyMeasure(scan, names) === TIME && scan.passLineEnd();
}

/** ingress-nginx's: the request's length, the time, a name of servers. More follows. */
function copyPassedOn(scan: EscapedScanner, names: AccessConstants): boolean {
  if (!copyCount(scan, names.requestLength) || !scan.pass(SPACE)) return false;
  if (copyMeasure(scan, names) !== TIME || !scan.pass(BRACKET)) return false;
  const { out } = scan;
  scan.put(names.upstream);
  const { out: from } = scan;
  if (!scan.copyWord() || scan.target[scan.out - 1] !== CLOSING_BRACKET) return false;
  // The space before what follows.
  scan.at--;
  scan.out--;
  if (scan.out === from || (scan.out === from + 1 && scan.target[from] === 0x2d)) scan.out = out;
  else scan.put(STRING_ENDS);
  return true;
}

/** In any order: the first one in quotes that is no measure, a time, a ratio; then what is left. */
function copyTokens(scan: EscapedScanner, names: AccessConstants, wasForwarded: boolean): boolean {
  let taken = 0;
  let hasForwarded = wasForwarded;
  for (;;) {
    const { at, out } = scan;
    if (!scan.pass(SPACE)) break;
    const measure = copyMeasure(scan, names);
    if (measure !== NO_MEASURE && (taken & measure) === 0) {
      taken |= measure;
      continue;
    }
    scan.goBack(at, out);
    if (measure !== NO_MEASURE || hasForwarded || !copyQuoted(scan, names.forwarded)) {
      scan.goBack(at, out);
      break;
    }
    hasForwarded = true;
  }
  return copyExtra(scan, names, (taken & TIME) !== 0);
}

/** Copies what is left, and then the time in it if it is not known yet. */
function copyExtra(scan: EscapedScanner, names: AccessConstants, hasTime: boolean): boolean {
  if (scan.passLineEnd()) return true;
  if (!scan.pass(SPACE)) return false;
  if (scan.passLineEnd()) return true;
  const { at } = scan;
  if (scan.pass(DASH) && scan.passLineEnd()) return true;
  scan.at = at;
  scan.put(names.extra);
  if (!copyPaired(scan)) return false;
  scan.put(STRING_ENDS);
  if (!hasTime) copyTimeIn(scan, names, at);
  return true;
}

/** Copies text to the line's end, which it passes over, if quotes come in pairs. */
function copyPaired(scan: EscapedScanner): boolean {
  const { source } = scan;
  for (let isOpen = false; ; ) {
    if (scan.copyOrdinary() !== BACKSLASH) return false;
    if (scan.passLineEnd()) return !isOpen;
    const escaped = source[scan.at + 1];
    if (!scan.copyEscape()) return false;
    if (escaped === QUOTE) isOpen = !isOpen;
    // A backslash of the text takes the next character with it, and there must be one.
    else if (escaped === BACKSLASH && (scan.passLineEnd() || !scan.copyCharacter())) return false;
  }
}

/** Copies the first time among the tokens, from `at` to the line's end, that are not in quotes. */
function copyTimeIn(scan: EscapedScanner, names: AccessConstants, at: number): void {
  const { source, at: end, out } = scan;
  let isOpen = false;
  for (let i = at; i < end; i++) {
    const byte = source[i];
    if (byte === BACKSLASH) {
      i++;
      if (source[i] === QUOTE) isOpen = !isOpen;
      else if (source[i] === BACKSLASH && source[i + 1] === BACKSLASH) i += 2;
      else if (source[i] === BACKSLASH) i++;
    } else if (byte === BLANK && !isOpen) {
      scan.at = i + 1;
      if (copyMeasure(scan, names) === TIME) break;
      scan.out = out;
    }
  }
  scan.at = end;
}

/** A space and a field that the server may have written as a dash, in quotes or not. */
function copyGiven(scan: EscapedScanner, name: Constant): boolean {
  if (!scan.pass(QUOTED_BEGINS)) return scan.pass(BARE_DASH) && endsToken(scan);
  if (scan.pass(NO_QUOTED)) return true;
  scan.put(name);
  if (!scan.copyQuoted()) return false;
  scan.put(STRING_ENDS);
  return true;
}

/** The same, but in quotes, and the token ends with them. */
function copyQuoted(scan: EscapedScanner, name: Constant): boolean {
  return scan.source[scan.at + 1] === BACKSLASH && copyGiven(scan, name) && endsToken(scan);
}

/** A space and a whole number. */
function copyCount(scan: EscapedScanner, name: Constant): boolean {
  if (!scan.pass(SPACE)) return false;
  scan.put(name);
  if (!copyNumber(scan, 15)) return false;
  scan.put(NUMBER_ENDS);
  return true;
}
