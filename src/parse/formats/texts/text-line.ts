import { levelOfWord } from '../../roles/levels.ts';
import { membersOf, type Told } from '../../roles/read-roles.ts';
import { readTime } from '../../roles/read-times.ts';
import type { Schema, TextNames } from '../../schemas/names.ts';

/** A line of a text format, read. */
export interface TextLine extends Told {
  /** What else it tells; `process`, `port` and `callerLine` are numbers. */
  readonly others?: Partial<Readonly<Record<keyof TextNames, string | undefined>>>;
}

/** One format of texts. It is small, and the reference is all there is of it. */
export interface TextReader {
  /** The characters that its lines may begin with. */
  readonly begins: RegExp;
  /** What its lines look like as a whole. `read` takes only a text that one of these fits. */
  readonly forms: readonly RegExp[];

  /**
   * Whether a text in JSON string form that begins at `at` may be one: a look at its first bytes, so that others cost next to nothing. False for none
   * that `read` takes.
   */
  mayBe(source: Buffer, at: number): boolean;

  /** A text that is wholly of this format; else undefined. */
  read(text: string): TextLine | undefined;
}

/** Groups of a regular expression: a time with its date. */
export const DATE = String.raw`(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)`;
/** The same without the date. */
export const CLOCK = String.raw`(\d\d:\d\d:\d\d[.,]\d{3,9})`;

/** A line that tells its level by this word and its time as it is written; undefined where they are none. */
export function lineOf(
  word: string | undefined,
  written: string | undefined,
  message: string | undefined,
  others: TextLine['others'] = {},
): TextLine | undefined {
  const level = levelOfWord(word ?? '');
  const time = written === undefined ? undefined : readTime(written);
  if (level === undefined || (written !== undefined && time === undefined)) return undefined;
  return { level, time, message, others };
}

const NUMBERS: ReadonlySet<string> = new Set<keyof TextNames>(['process', 'port', 'callerLine']);

/** Quotes, a colon and a comma, and what a severity's number takes. */
const PUNCTUATION = 8;

/** The line as members of a document. */
export function textMembers(line: TextLine, schema: Schema): string {
  const members = membersOf(line, schema);
  for (const [key, value] of Object.entries(othersOf(line, schema))) {
    if (value === undefined || value === '') continue;
    const name = JSON.stringify(schema.text[key as keyof TextNames]);
    const isNumber = NUMBERS.has(key) && /^(?:0|[1-9]\d{0,14})$/.test(value);
    members.push(`${name}:${isNumber ? value : JSON.stringify(value)}`);
  }
  return members.join(',');
}

/** Bytes of all names that a line may have, and of the punctuation around each. */
export function textBytes({ text, level, severity = '', levelNumber, timestamp, message }: Schema): number {
  const names = [...Object.values(text), level, severity, levelNumber, timestamp, message];
  return names.reduce((sum: number, name: string) => sum + name.length + PUNCTUATION, 0);
}

/** What else the line tells, its caller in two fields where the schema has two. */
function othersOf({ others = {} }: TextLine, { text }: Schema): NonNullable<TextLine['others']> {
  const { caller, ...rest } = others;
  if (caller === undefined || text.callerLine === undefined) return others;
  const [, file, line] = /^(.*):(\d+)$/s.exec(caller) ?? [];
  return file === undefined ? others : { ...rest, caller: file, callerLine: line };
}

const ZERO = 0x30;

/** Whether a digit stands there. */
export function isDigitAt(source: Buffer, at: number): boolean {
  const byte = source[at] as number;
  return byte >= ZERO && byte <= 0x39;
}

/** Whether `2024-` stands there, or with another separator `2024/`. */
export function isYearAt(source: Buffer, at: number, separator = 0x2d): boolean {
  return source[at + 4] === separator && isDigitAt(source, at) && isDigitAt(source, at + 3);
}
