import type { Steps } from '../turns/steps.ts';

const word = /[\p{L}\p{N}_]+(?:[.'’][\p{L}\p{N}_]+)*/gu;

/**
 * A value's words in lower case, nearly as Elasticsearch's standard analyzer finds them. Dots and apostrophes between letters
 * don't split a word.
 */
export function words(value: unknown): string[] {
  return String(value).toLowerCase().match(word) ?? [];
}

/** A value's words in their order, each with a space on either side: what phrases are looked for in. */
export function spacedWords(value: unknown): string {
  return ` ${words(value).join(' ')} `;
}

/** Characters that are split into words between two pauses. */
const PIECE = 16 * 1024;

/** As `spacedWords`, with pauses. */
export function* findSpacedWords(value: unknown): Steps<string> {
  const text = String(value);
  if (text.length <= PIECE) return spacedWords(text);
  let spaced = '';
  for (let from = 0; from < text.length; ) {
    const to = endOfPiece(text, from);
    const piece = spacedWords(text.slice(from, to));
    if (piece !== '  ') spaced += spaced === '' ? piece : piece.slice(1);
    from = to;
    yield;
  }
  return spaced === '' ? '  ' : spaced;
}

/** Characters that are in no word and beside none that they would join. */
const between = /[^\p{L}\p{N}\p{Cs}_.'’]/u;

/** No word that anybody looks for is longer. */
const LONGEST_WORD = 1000;

/** Where no word is cut, unless it is longer than any. */
function endOfPiece(text: string, from: number): number {
  const end = from + PIECE;
  if (end >= text.length) return text.length;
  for (let at = end; at > end - LONGEST_WORD; at--) if (between.test(text.charAt(at))) return at;
  // Between the halves of a surrogate pair there is no character.
  return (text.charCodeAt(end) & 0xfc00) === 0xdc00 ? end - 1 : end;
}

/** Tests whether a value has the phrase's words side by side and in the same order. `spaced` are the value's words. */
export function hasPhrase(phrase: unknown): (value: unknown, spaced?: string) => boolean {
  const wanted = words(phrase);
  const run = ` ${wanted.join(' ')} `;
  return (value, spaced = spacedWords(value)) => wanted.length > 0 && spaced.includes(run);
}

/** Tests whether a value, or one of its words, begins with this text. `spaced` are the value's words. */
export function hasPrefix(start: string): (value: unknown, spaced?: string) => boolean {
  const lower = start.toLowerCase();
  return (value, spaced = spacedWords(value)) =>
    spaced.includes(` ${lower}`) ||
    String(value)
      .slice(0, start.length + SPARE)
      .toLowerCase()
      .startsWith(lower);
}

/** Lower case may have another length. */
const SPARE = 64;
