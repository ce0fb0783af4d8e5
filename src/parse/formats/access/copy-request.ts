import type { Constant } from '../../../scan/constant.ts';
import { isDigit } from '../../../scan/copy-dates.ts';
import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';
import { type RequestConstants, STRING_ENDS } from './constants.ts';

const SPACE = 0x20;
const DASH = 0x2d;
const DOT = 0x2e;
const QUESTION_MARK = 0x3f;
const UNDERSCORE = 0x5f;
const VERSION_BEGINS = Buffer.from(' HTTP/');

/** The fast way of `readRequest`: writes the parts of the request that has been copied to `[from, to)`. What parts it has no escape in any form. */
export function copyRequestParts(
  scan: EscapedScanner,
  names: RequestConstants,
  from: number,
  to: number,
): void {
  const { target } = scan;
  if (!isCapital(target[from] as number)) return;
  let methodTo = from + 1;
  while (methodTo < to && isOfMethod(target[methodTo] as number)) methodTo++;
  if (methodTo === to || target[methodTo] !== SPACE) return;
  const pathFrom = methodTo + 1;
  let pathTo = pathFrom;
  while (pathTo < to && target[pathTo] !== SPACE && target[pathTo] !== QUESTION_MARK) pathTo++;
  if (pathTo === pathFrom) return;
  let queryTo = pathTo;
  while (queryTo < to && target[queryTo] !== SPACE) queryTo++;
  const versionFrom = queryTo + VERSION_BEGINS.length;
  if (queryTo !== to && !isVersion(target, queryTo, to)) return;

  putPart(scan, names.method, from, methodTo);
  putPart(scan, names.path, pathFrom, pathTo);
  if (queryTo > pathTo + 1) putPart(scan, names.query, pathTo + 1, queryTo);
  if (queryTo !== to) putPart(scan, names.httpVersion, versionFrom, to);
}

function putPart(scan: EscapedScanner, name: Constant, from: number, to: number): void {
  scan.put(name);
  scan.putAgain(from, to);
  scan.put(STRING_ENDS);
}

/** Whether this is ` HTTP/1.1`, or ` HTTP/2`. */
function isVersion(target: Buffer, from: number, to: number): boolean {
  const digitAt = from + VERSION_BEGINS.length;
  if (to !== digitAt + 1 && to !== digitAt + 3) return false;
  for (let i = 0; i < VERSION_BEGINS.length; i++) if (target[from + i] !== VERSION_BEGINS[i]) return false;
  if (!isDigit(target[digitAt] as number)) return false;
  return to === digitAt + 1 || (target[digitAt + 1] === DOT && isDigit(target[digitAt + 2] as number));
}

function isOfMethod(byte: number): boolean {
  return isCapital(byte) || byte === UNDERSCORE || byte === DASH;
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
