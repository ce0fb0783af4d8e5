/** What becomes of the codes by which a terminal is told to colour a text: they go, they go and the text is kept as it was as well, or they stay. */
export const COLOURS = ['strip', 'original', 'keep'] as const;
export type Colours = (typeof COLOURS)[number];

/** A control sequence of a terminal (ECMA-48, 5.4): ESC, `[`, parameters, and the letter that ends it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it begins with.
const SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]/g;
const ESCAPE = '\u001b';
/** As JSON has the same character. */
const ESCAPED = /\\u001b\[/i;
const BYTE_ORDER_MARK = /^\ufeff/;

/** The text without colours. */
export function withoutColours(text: string): string {
  return text.includes(ESCAPE) ? text.replace(SEQUENCE, '') : text;
}

/** Whether the text may have colours, in itself or in a string of the JSON that it is. */
export function hasColours(text: string): boolean {
  return text.includes(ESCAPE) || ESCAPED.test(text);
}

/** The text without the mark that some programs begin their output with: it says that UTF-8 follows. */
export function withoutMark(text: string): string {
  return text.replace(BYTE_ORDER_MARK, '');
}

const LETTER_U = 0x75;
const ZERO = 0x30;
const ONE = 0x31;
const LETTER_B = 0x62;

/** Whether the escape at `at`, in a text in JSON string form, is the character that begins a colour. */
export function isColourAt(source: Buffer, at: number): boolean {
  return (
    source[at + 1] === LETTER_U &&
    ((source[at + 5] as number) | 0x20) === LETTER_B &&
    source[at + 4] === ONE &&
    source[at + 3] === ZERO &&
    source[at + 2] === ZERO
  );
}

/** Of the mark, as UTF-8. */
export const MARK_BYTES = 3;
export const MARK_FIRST = 0xef;

/** Whether the mark stands there. */
export function isMarkAt(source: Buffer, at: number): boolean {
  return source[at] === MARK_FIRST && source[at + 1] === 0xbb && source[at + 2] === 0xbf;
}
