/**
 * The bytes that Docker's json-file driver writes, made the way Docker makes them
 * (moby daemon/logger/jsonfilelog/jsonlog/jsonlogbytes.go and daemon/logger/copier.go).
 */

export type Stream = 'stdout' | 'stderr';

/** Docker's Copier logs what it has as a part when its buffer is full. */
export const PART_BYTES = 16 * 1024;

/** One json-file entry with its LF. `log` and `stream` are left out when empty; `attrs` is JSON as it stands in the file. */
export function envelope(log: Buffer, stream: Stream | '', time: string, attrs?: string): string {
  const members = [];
  if (log.length > 0) members.push(`"log":${escapeLog(log)}`);
  if (stream !== '') members.push(`"stream":"${stream}"`);
  if (attrs !== undefined) members.push(`"attrs":${attrs}`);
  members.push(`"time":"${time}"`);
  return `{${members.join(',')}}\n`;
}

/** The parts a line is logged in. All but the last have no LF; with `newline` false the last has none either. */
export function splitParts(line: Buffer, newline = true): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  while (line.length - from >= PART_BYTES) {
    parts.push(line.subarray(from, from + PART_BYTES));
    from += PART_BYTES;
  }
  const rest = line.subarray(from);
  if (newline) parts.push(Buffer.concat([rest, Buffer.from('\n')]));
  else if (rest.length > 0) parts.push(rest);
  return parts;
}

/** Go's time.RFC3339Nano in UTC: trailing zeros of the fraction are dropped, and its dot with the last of them. */
export function rfc3339Nano(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  const digits = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  const fraction = digits.replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}

/** A JSON string as Docker writes it; each byte that is no UTF-8 becomes `\\ufffd`. */
export function escapeLog(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\ufffd')) return `"${text.replace(MUST_ESCAPE, escapeRune)}"`;
  let escaped = '"';
  for (let at = 0; at < bytes.length; ) {
    const size = runeSize(bytes, at);
    const rune = bytes.toString('utf8', at, at + size);
    escaped += size === 0 ? '\\ufffd' : rune.replace(MUST_ESCAPE, escapeRune);
    at += size || 1;
  }
  return `${escaped}"`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be escaped.
const MUST_ESCAPE = /["\\\u0000-\u001f<>&\u2028\u2029]/g;

function escapeRune(rune: string): string {
  switch (rune) {
    case '\\':
    case '"':
      return `\\${rune}`;
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
  }
  return `\\u${rune.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** How many bytes the UTF-8 sequence at `at` has; 0 when there is none. */
function runeSize(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const sequence = bytes.subarray(at, at + size);
  return sequence.equals(Buffer.from(sequence.toString('utf8'))) ? size : 0;
}
