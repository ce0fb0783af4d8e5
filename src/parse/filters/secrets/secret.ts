/** What is put in the place of a secret. */
export type Replacement = (secret: string) => string;

/** A kind of secret that is found wherever it stands in a text. Each takes a time that grows no faster than the text. */
export interface SecretKind {
  /** False when a text has none. A text in JSON string form may be asked about as well. */
  readonly mayBe: RegExp;
  /** The text with something else in the place of each. A text that has been through it stays as it is. */
  replace(text: string, replacement: Replacement): string;
}

/** What may stand before a word: its beginning, what is no letter, digit or underscore, or such a character as URLs write it. */
export const WORD_BEGINS = '(?<=^|[^\\w%]|%[0-9A-Fa-f]{2})';
