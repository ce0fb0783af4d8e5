import { Constant } from '../../scan/constant.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import type { KnownTimes } from '../../scan/known-times.ts';
import { copyNumber } from '../../scan/numbers.ts';
import type { AccessNames } from '../schema.ts';

// A text's own quotes are \" in JSON string form.
const TIME_BEGINS = new Constant('[');
const REQUEST_BEGINS = new Constant('] \\"');
const QUOTED_BEGINS = new Constant(' \\"');
const SPACE = new Constant(' ');
// A server writes these where it has no value.
const NO_WORD = new Constant('- ');
const NO_QUOTED = new Constant('-\\"');
const NO_NUMBER = new Constant('-');

const STRING_ENDS = new Constant('",');
const NUMBER_ENDS = new Constant(',');

/** Names of the fields as the document has them, each up to where its value begins. */
export class CombinedConstants {
  readonly ip: Constant;
  readonly ident: Constant;
  readonly auth: Constant;
  readonly timestamp: Constant;
  readonly request: Constant;
  readonly status: Constant;
  readonly bytesSent: Constant;
  readonly referrer: Constant;
  readonly agent: Constant;
  /** The most bytes that names and punctuation take. */
  readonly bytes: number;

  constructor(names: AccessNames) {
    this.ip = Constant.stringMember(names.ip);
    this.ident = Constant.stringMember(names.ident);
    this.auth = Constant.stringMember(names.auth);
    this.timestamp = Constant.stringMember(names.timestamp);
    this.request = Constant.stringMember(names.request);
    this.status = Constant.member(names.status);
    this.bytesSent = Constant.member(names.bytes);
    this.referrer = Constant.stringMember(names.referrer);
    this.agent = Constant.stringMember(names.agent);
    const begins = Object.values(names).map((name: string) => Constant.stringMember(name).bytes.length);
    this.bytes = begins.reduce((sum, begin) => sum + begin + STRING_ENDS.bytes.length, 0);
  }
}

/** Copies the fields of an access line by the grammar of `read-combined.ts`, up to and with the JSON string's end. */
export function copyCombined(scan: EscapedScanner, names: CombinedConstants, times: KnownTimes): boolean {
  if (!word(scan, names.ip) || !word(scan, names.ident) || !word(scan, names.auth)) return false;
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

function status(scan: EscapedScanner, name: Constant): boolean {
  const { at } = scan;
  scan.put(name);
  if (!copyNumber(scan, 3) || scan.at !== at + 3) return false;
  scan.put(NUMBER_ENDS);
  return true;
}

function bytesSent(scan: EscapedScanner, name: Constant): boolean {
  if (scan.pass(NO_NUMBER)) return true;
  scan.put(name);
  if (!copyNumber(scan, 15)) return false;
  scan.put(NUMBER_ENDS);
  return true;
}
