const ZERO = 0x30;

/** 1 for letters that may follow a backslash, without `u`; Go never escapes a slash. */
const ESCAPES = new Uint8Array(256);
for (const letter of Buffer.from('"\\bfnrt')) ESCAPES[letter] = 1;

/** The escapes that Docker writes. See `EscapeLength`. */
export function dockerEscapeLength(source: Buffer, at: number): 0 | 2 | 6 {
  const letter = source[at + 1] as number;
  if (letter === 0x75) return isUnicode(source, at + 2) ? 6 : 0;
  return ESCAPES[letter] === 1 ? 2 : 0;
}

/**
 * Whether these four hex digits are a `\u` escape that Docker writes: control characters but LF and CR, `&`, `<`,
 * `>`, the two line separators, the replacement character. Others could hide a quote, a space or a line's end, or be
 * half a surrogate pair.
 */
function isUnicode(source: Buffer, at: number): boolean {
  const third = source[at + 2];
  const fourth = source[at + 3] as number;
  if (source[at] === ZERO && source[at + 1] === ZERO) {
    if (third === ZERO) return isHex(fourth) && fourth !== 0x61 && fourth !== 0x64;
    if (third === 0x31) return isHex(fourth);
    return (third === 0x32 && fourth === 0x36) || (third === 0x33 && (fourth === 0x63 || fourth === 0x65));
  }
  if (source[at] === 0x32) {
    return source[at + 1] === ZERO && third === 0x32 && (fourth === 0x38 || fourth === 0x39);
  }
  return source[at] === 0x66 && source[at + 1] === 0x66 && third === 0x66 && fourth === 0x64;
}

function isHex(byte: number): boolean {
  return (byte >= ZERO && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
