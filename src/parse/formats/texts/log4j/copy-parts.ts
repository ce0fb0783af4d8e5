import { Constant } from '../../../../scan/constant.ts';
import type { EscapedScanner } from '../../../../scan/escaped-scanner.ts';
import { COPIED, type Copied, UNSURE } from '../../format.ts';
import { isMarkup } from '../logfmt/copy-bare.ts';

const SPACE = 0x20;
const QUOTE = 0x22;
const DASH = 0x2d;
const COLON = 0x3a;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const STRING_ENDS = new Constant('",');
/** Of escapes of two bytes, those of white space: `\n`, `\r`, `\t` and `\f`. */
const SPACES = new Uint8Array(256);
for (const letter of Buffer.from('nrtf')) SPACES[letter] = 1;

/** Copies `[a thread]` as this member, and none where the brackets are empty. False for one that only the decoded way can tell. */
export function copyThread(scan: EscapedScanner, name: Constant): boolean {
  const { source, target, at: from, out: began } = scan;
  if (source[from] !== OPEN) return false;
  scan.put(name);
  let { out } = scan;
  let at = from + 1;
  for (let byte = source[at] as number; byte !== CLOSE; byte = source[++at] as number) {
    if (byte < SPACE || byte === QUOTE || byte === BACKSLASH) return false;
    target[out++] = byte;
  }
  scan.at = at + 1;
  scan.out = out;
  if (at === from + 1) scan.out = began;
  else scan.put(STRING_ENDS);
  return true;
}

/**
 * Copies `LOGGER - ` as this member, or where a colon may stand behind it `LOGGER: `. COPIED also for a text that has none: nothing is passed over then. UNSURE for one that
 * only the decoded way can tell.
 */
export function copyLogger(scan: EscapedScanner, name: Constant, byColon: boolean): Copied {
  const { at: from, out: began } = scan;
  scan.put(name);
  const copied = copyToken(scan);
  if (copied === UNSURE) return UNSURE;
  const { at, out, source } = scan;
  const next = at === from ? -1 : behindLogger(source, at, byColon);
  if (next < 0) {
    scan.at = from;
    scan.out = began;
    return COPIED;
  }
  // Beyond ASCII there are more spaces than one.
  for (let i = from; i < at; i++) if ((source[i] as number) > 0x7e) return UNSURE;
  scan.at = next;
  scan.out = out;
  scan.put(STRING_ENDS);
  return COPIED;
}

/** Copies text up to white space or a colon. */
function copyToken(scan: EscapedScanner): Copied {
  const { source, target } = scan;
  let { at, out } = scan;
  for (;;) {
    const byte = source[at] as number;
    if (byte < SPACE || byte === QUOTE) return UNSURE;
    if (byte === SPACE || byte === COLON) break;
    const letter = source[at + 1] as number;
    if (byte === BACKSLASH && SPACES[letter] === 1) break;
    const length = byte === BACKSLASH ? escapeBytes(source, at) : 1;
    if (length === 0) return UNSURE;
    for (let i = 0; i < length; i++) target[out++] = source[at++] as number;
  }
  scan.at = at;
  scan.out = out;
  return COPIED;
}

function escapeBytes(source: Buffer, at: number): number {
  const letter = source[at + 1];
  if (letter === QUOTE || letter === BACKSLASH) return 2;
  return isMarkup(source, at) ? 6 : 0;
}

/** Where the message begins, or -1. */
function behindLogger(source: Buffer, from: number, byColon: boolean): number {
  let at = from;
  if (source[at] === COLON) {
    if (!byColon) return -1;
    at++;
  } else {
    while (source[at] === SPACE) at++;
    if (at === from || source[at] !== DASH) return -1;
    at++;
  }
  const gap = at;
  while (source[at] === SPACE) at++;
  return at > gap ? at : -1;
}
