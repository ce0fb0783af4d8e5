/**
 * Characters that a terminal obeys or a reader can't see: control characters, which begin escape sequences, line separators, marks
 * that turn the direction of writing, and whatever else is invisible (Unicode calls it default-ignorable).
 */
const HARMFUL = String.raw`[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{DI}\ufff9-\ufffb]`;

/** A character that is seen, and not of a script like Latin, in which invisible ones have nothing to do. */
const SEEN = String.raw`[^\0-\u02ff\p{C}\p{Z}\p{DI}]`;

/** What real scripts and emoji need of the invisible ones: a joiner between two seen characters, and a choice of shape behind one. */
const NEEDED = [
  String.raw`[0-9#*]\ufe0f\u20e3`,
  String.raw`${SEEN}[\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u180b-\u180d]?(?:[\u200c\u200d](?=${SEEN}))?`,
].join('|');

const TOKENS = new RegExp(`(${NEEDED})|${HARMFUL}`, 'gu');

const ESC = '\u001b';

/** Pieces that the agent's own lines for a terminal are made of. */
const OWN = new RegExp(`(\n|\t|${ESC}\\[[\\d;]*m)`);

/**
 * Makes others' text safe for a terminal: each harmful character becomes what `show` makes of it, without it a visible escape such
 * as `\n`, `\x1b` or `\u202e`. The text is one line then. Emoji and all scripts stay as they are.
 */
export function harmless(text: string, show: (character: string) => string = visibly): string {
  return text.replace(TOKENS, (found, needed: string | undefined) => needed ?? show(found));
}

/** The same for lines of our own that quote others: their line ends, tabs and colours stay. */
export function harmlessLines(text: string, show?: (character: string) => string): string {
  return text
    .split(OWN)
    .map((piece, i) => (i % 2 === 0 ? harmless(piece, show) : piece))
    .join('');
}

/** The same for JSON: it stays valid and means the same, because only characters within strings are written as JSON's own escapes. */
export function harmlessJson(json: string): string {
  return harmless(json, (character) => (character < '\u007f' ? character : unitsOf(character)));
}

function visibly(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  if (short !== undefined) return short;
  const code = (character.codePointAt(0) ?? 0).toString(16);
  if (code.length > 4) return `\\u{${code}}`;
  return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : unitsOf(character);
}

function unitsOf(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
