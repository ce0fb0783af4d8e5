import { fieldValues, type Source } from './field-values.ts';

/** The order of the combined log format, each field as that format writes it. */
const combined: readonly [field: string, write: (text: string) => string][] = [
  ['ip', (text) => text],
  ['ident', (text) => text],
  ['auth', (text) => text],
  ['timestamp', (text) => `[${text}]`],
  ['request', (text) => `"${text}"`],
  ['status', (text) => text],
  ['bytes', (text) => text],
  ['referrer', (text) => `"${text}"`],
  ['agent', (text) => `"${text}"`],
];

/**
 * A document as one line for a person on a terminal: time, container, and the message or the fields of the combined log
 * format. Whatever the document holds, the line has no control character that a terminal would obey.
 */
export function oneLine(source: string): string {
  let document: Source;
  try {
    document = JSON.parse(source) as Source;
  } catch {
    return harmless(source);
  }
  const text = (field: string): string | undefined => {
    const [value] = fieldValues(document, field);
    return value === undefined ? undefined : String(value);
  };
  const body = text('message') ?? (text('request') === undefined ? source : combinedLine(text));
  const parts = [text('@timestamp'), text('container.name') ?? text('container.id')?.slice(0, 12), body];
  return harmless(
    parts
      .filter((part) => part !== undefined)
      .join(' ')
      .trimEnd(),
  );
}

function combinedLine(text: (field: string) => string | undefined): string {
  return combined
    .map(([field, write]) => {
      const value = text(field);
      return value === undefined ? write('-').replace('[-]', '-') : write(value);
    })
    .join(' ');
}

/**
 * Control characters (which begin escape sequences), line separators and the marks that turn the direction of writing
 * become visible: `\n`, `\x1b`, `\u202e`.
 */
export function harmless(text: string): string {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/gu,
    (character) => {
      const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
      if (short !== undefined) return short;
      const code = character.charCodeAt(0).toString(16);
      return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
    },
  );
}
