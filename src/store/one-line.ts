import { harmless } from '../harmless.ts';
import { fieldValues, type Source } from './search/field-values.ts';

/** The fields of a line, each with the names that it may have in documents. The first name that a document has counts. */
export type LineNames = Readonly<Record<LineField, readonly string[]>>;

type LineField = 'time' | 'container' | 'containerId' | 'message' | 'ip' | 'domain' | CombinedField;

type CombinedField = 'ident' | 'auth' | 'timestamp' | 'request' | 'status' | 'bytes' | 'referrer' | 'agent';

type TextOf = (field: LineField) => string | undefined;

/** The fields of the combined log format behind the client, in its order, and how the format writes each. */
const combined: readonly [field: CombinedField, write: (text: string) => string][] = [
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
export function oneLine(source: string, names: LineNames): string {
  let document: Source;
  try {
    document = JSON.parse(source) as Source;
  } catch {
    return harmless(source);
  }
  const text: TextOf = (field) => {
    const [value] = names[field].flatMap((name) => fieldValues(document, name));
    return value === undefined ? undefined : String(value);
  };
  const body = text('message') ?? (text('request') === undefined ? source : combinedLine(text));
  const parts = [text('time'), text('container') ?? text('containerId')?.slice(0, 12), body];
  return harmless(
    parts
      .filter((part) => part !== undefined)
      .join(' ')
      .trimEnd(),
  );
}

function combinedLine(text: TextOf): string {
  const fields = combined.map(([field, write]) => {
    const value = text(field);
    return value === undefined ? write('-').replace('[-]', '-') : write(value);
  });
  return [text('ip') ?? text('domain') ?? '-', ...fields].join(' ');
}
