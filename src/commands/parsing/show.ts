import { harmless, harmlessJson } from '../../harmless.ts';
import type { Nearest, Told } from './teller.ts';

/** Characters that are shown of a text before the place up to which it fits, and behind it. */
const BEFORE = 60;
const BEHIND = 20;
/** Characters of a value that are shown to a person. */
const LONGEST = 2000;

/** A string or a number of JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;
/** Marks a number that is a string for a while, so that it keeps all its digits. */
const NUMBER = '\u0000';

/** What became of a line, as one JSON object in a line. */
export function jsonOf(told: Told): string {
  const { line, format, pattern, isMatched, leftOut, document, nearest, text } = told;
  const members = {
    ...{ line, format, ...(pattern !== undefined && { pattern }), matched: isMatched },
    ...(leftOut !== undefined && { dropped: true, by: `--${leftOut}` }),
  };
  const near = nearest && `,"nearest":${JSON.stringify(nearestOf(nearest, text))}`;
  return harmlessJson(`${JSON.stringify(members).slice(0, -1)},"document":${document}${near ?? ''}}`);
}

function nearestOf({ format, pattern, at, expected }: Nearest, text: string) {
  return { format, pattern, at, fits: text.slice(0, at), expected };
}

/** The same in lines for a person. */
export function linesOf(told: Told): string {
  const { line, isMatched, leftOut, document, nearest, text } = told;
  const format = isMatched ? nameOf(told) : 'no format';
  const what = leftOut === undefined ? format : `${format}, dropped by --${leftOut}`;
  const fields = fieldsOf(document).map(
    ([path, value]) => `  ${harmless(path)}: ${shortened(harmless(value))}`,
  );
  return [`line ${line}: ${what}`, ...fields, ...(nearest === undefined ? [] : placeOf(nearest, text))].join(
    '\n',
  );
}

function nameOf({ format, pattern }: Pick<Told, 'format' | 'pattern'>): string {
  return pattern === undefined ? format : `${format} ${pattern}`;
}

/** Up to where the text fits, and what would have fitted there. */
function placeOf(nearest: Nearest, text: string): string[] {
  const { at, expected } = nearest;
  const from = Math.max(0, at - BEFORE);
  const before = JSON.stringify(text.slice(from, at));
  const behind = at < text.length ? JSON.stringify(text.slice(at, at + BEHIND)) : 'the end';
  const cut = (isCut: boolean): string => (isCut ? '…' : '');
  return [
    `  nearest: ${nameOf(nearest)}, which fits up to character ${at}`,
    `    fits:     ${cut(from > 0)}${harmless(before)}`,
    `    expected: ${shortened(harmless(expected))}`,
    `    found:    ${harmless(behind)}${cut(at + BEHIND < text.length)}`,
  ];
}

/** Each value that is no object by its path. */
function fieldsOf(document: string): [string, string][] {
  const marked = document.replace(TOKENS, (token) =>
    token.startsWith('"') ? token : JSON.stringify(`${NUMBER}${token}`),
  );
  const fields: [string, string][] = [];
  const add = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      fields.push([path, unmarked(JSON.stringify(value))]);
      return;
    }
    for (const [name, member] of Object.entries(value)) add(member, path === '' ? name : `${path}.${name}`);
  };
  add(JSON.parse(marked), '');
  return fields;
}

function unmarked(json: string): string {
  return json.replace(/"\\u0000(-?\d[\d.eE+-]*)"/g, '$1');
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
