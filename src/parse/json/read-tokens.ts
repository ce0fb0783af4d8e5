const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const PUNCTUATION = new Set(Array.from('[]{}:,', (character) => character.charCodeAt(0)));

/**
 * Reads the tokens of a text that is known to be JSON, one by one. Not by a regular expression: V8's stack for one is
 * exhausted by a string of some million escapes, and a million tokens at once are a lot of memory.
 */
export class TokenReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Empty behind the last token. */
  next(): string {
    const text = this.#text;
    // Of white space JSON knows no more than space, tab, LF and CR, and nothing else below a space outside of strings.
    while (text.charCodeAt(this.#at) <= SPACE) this.#at++;
    const from = this.#at;
    this.#at = this.#end(from);
    return text.slice(from, this.#at);
  }

  #end(from: number): number {
    const first = this.#text.charCodeAt(from);
    if (first === QUOTE) return this.#stringEnd(from);
    if (PUNCTUATION.has(first)) return from + 1;
    let at = from;
    for (let code = first; code > SPACE && !PUNCTUATION.has(code); code = this.#text.charCodeAt(at)) at++;
    return at;
  }

  #stringEnd(from: number): number {
    const text = this.#text;
    for (let at = text.indexOf('"', from + 1); ; at = text.indexOf('"', at + 1)) {
      let before = at;
      while (text.charCodeAt(before - 1) === BACKSLASH) before--;
      // An even number of backslashes are each other's escapes.
      if ((at - before) % 2 === 0) return at + 1;
    }
  }
}
