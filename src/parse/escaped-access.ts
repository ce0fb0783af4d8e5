import { Constant } from './constant.ts';
import { copyNumber } from './escaped-numbers.ts';
import type { EscapedScanner } from './escaped-scanner.ts';
import type { KnownTimes } from './known-times.ts';

// A text's own quotes stand in Docker's JSON as \"
const TIME_BEGINS = new Constant('[');
const REQUEST_BEGINS = new Constant('] \\"');
const QUOTED_BEGINS = new Constant(' \\"');
const SPACE = new Constant(' ');
// What the server writes where it has no value.
const NO_WORD = new Constant('- ');
const NO_QUOTED = new Constant('-\\"');
const NO_NUMBER = new Constant('-');

const IP = new Constant('"ip":"');
const IDENT = new Constant('"ident":"');
const AUTH = new Constant('"auth":"');
const TIMESTAMP = new Constant('"timestamp":"');
const REQUEST = new Constant('"request":"');
const STATUS = new Constant('"status":');
const BYTES = new Constant('"bytes":');
const REFERRER = new Constant('"referrer":"');
const AGENT = new Constant('"agent":"');
const STRING_ENDS = new Constant('",');
const NUMBER_ENDS = new Constant(',');

/** Copies the fields of an access line by the grammar of `combined.ts`, up to and with the JSON string's end. */
export function copyAccessFields(scan: EscapedScanner, times: KnownTimes): boolean {
  if (!word(scan, IP) || !word(scan, IDENT) || !word(scan, AUTH)) return false;
  if (!scan.pass(TIME_BEGINS)) return false;
  scan.put(TIMESTAMP);
  if (!times.copyAccessTime(scan)) return false;
  scan.put(STRING_ENDS);
  if (!scan.pass(REQUEST_BEGINS) || !quoted(scan, REQUEST)) return false;
  if (!scan.pass(SPACE) || !status(scan)) return false;
  if (!scan.pass(SPACE) || !bytes(scan)) return false;
  if (scan.passLineEnd()) return true;
  if (!scan.pass(QUOTED_BEGINS) || !quoted(scan, REFERRER)) return false;
  if (!scan.pass(QUOTED_BEGINS) || !quoted(scan, AGENT)) return false;
  return scan.passLineEnd();
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

function status(scan: EscapedScanner): boolean {
  const { at } = scan;
  scan.put(STATUS);
  if (!copyNumber(scan, 3) || scan.at !== at + 3) return false;
  scan.put(NUMBER_ENDS);
  return true;
}

function bytes(scan: EscapedScanner): boolean {
  if (scan.pass(NO_NUMBER)) return true;
  scan.put(BYTES);
  if (!copyNumber(scan, 15)) return false;
  scan.put(NUMBER_ENDS);
  return true;
}
