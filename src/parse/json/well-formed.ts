/** Replaces each half of a surrogate pair by U+FFFD: it has no UTF-8, and JSON's `\ud800` can bring one. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
