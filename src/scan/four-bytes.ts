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
const DOTS = ONES * 0x2e;
const UP_TO_NINES = ONES * 0x46;

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

/**
 * Marks the bytes that are no digits, dots or slashes, 0x2e to 0x39. The lowest mark is right: what is less borrows, what is more carries into its
 * own high bit, and only behind such a byte may another one be marked wrongly.
 */
export function otherThanAddressIn(word: number): number {
  return ((word - DOTS) | (word + UP_TO_NINES) | word) & HIGH_BITS;
}

/** Whether all bytes of `[from, to)` are digits, dots or slashes. Up to three more may be read behind them. */
export function areOfAddress(bytes: DataView, from: number, to: number): boolean {
  let at = from;
  for (; at + 4 <= to; at += 4) if (otherThanAddressIn(bytes.getInt32(at, true)) !== 0) return false;
  if (at === to) return true;
  const mask = -1 >>> (8 * (4 - (to - at)));
  return otherThanAddressIn((bytes.getInt32(at, true) & mask) | (ZEROS & ~mask)) === 0;
}
