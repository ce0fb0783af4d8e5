// Looks at the four bytes of a word at once. A mark is the high bit of a byte.
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;
const HIGH_NIBBLES = 0xf0f0f0f0;
const SPACES = ONES * 0x20;
const AFTER_SPACES = ONES * 0x21;
const TWOS = ONES * 2;
const BACKSLASHES = ONES * 0x5c;
const ZEROS = ONES * 0x30;
const SIXES = ONES * 6;

/**
 * Marks the bytes that end ordinary text inside a JSON string: what JSON forbids raw, quotes and backslashes. 0 when there are
 * none. The lowest mark is right; above it others may be wrong, by the borrow of a subtraction. Bytes from 0x80 on belong to
 * characters outside of ASCII and are ordinary.
 */
export function specialIn(word: number): number {
  // With its second bit turned a quote is a space, and what is less than a space stays so: one comparison for both.
  const quotesAndLess = (word ^ TWOS) - AFTER_SPACES;
  const backslashes = (word ^ BACKSLASHES) - ONES;
  return (quotesAndLess | backslashes) & ~word & HIGH_BITS;
}

/** Marks the spaces, in the same way. */
export function spacesIn(word: number): number {
  return ((word ^ SPACES) - ONES) & ~word & HIGH_BITS;
}

/** Whether all four bytes are decimal digits, 0x30 to 0x39: adding six to more than a nine changes its upper half. */
export function areDigits(word: number): boolean {
  return (word & HIGH_NIBBLES) === ZEROS && ((word + SIXES) & HIGH_NIBBLES) === ZEROS;
}

/** How many bytes stand before the lowest mark. */
export function firstMarked(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3;
}
