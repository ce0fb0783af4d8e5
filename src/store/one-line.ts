import { harmless } from '../harmless.ts';
import { fieldValues, type Source } from './search/field-values.ts';

/** The fields of the combined log format in its order, and how the format writes each. */
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
 * format. The line is `harmless`, whatever the document holds.
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
