/** A document's source, parsed. */
export type Source = Readonly<Record<string, unknown>>;

/**
 * The values of a field, arrays and objects taken apart. `a.b` finds both `{"a":{"b":1}}` and `{"a.b":1}`, as Elasticsearch takes
 * them for the same; a trailing `.keyword` is the caller's to remove.
 */
export function fieldValues(source: Source, path: string): unknown[] {
  const found: unknown[] = [];
  collect(source, path, found);
  return found;
}

/** Every value in an object or array that is neither object nor array nor null. */
export function allValues(value: object): unknown[] {
  const found: unknown[] = [];
  // A list of what is left to visit, not recursion: the document may be nested deeper than the stack.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next !== 'object') found.push(next);
    // One by one: a spread puts every element on the stack.
    else if (next !== null) for (const element of Object.values(next)) left.push(element);
  }
  return found;
}

/** Deeper arrays in arrays hold no field; a hostile document must not exhaust the stack. */
const DEEPEST = 20;

function collect(value: unknown, path: string, found: unknown[], depth = 0): void {
  if (Array.isArray(value) && depth < DEEPEST) {
    for (const element of value) collect(element, path, found, depth + 1);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const object = value as Source;
  if (Object.hasOwn(object, path)) addLeaves(object[path], found);
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot);
    if (Object.hasOwn(object, head)) collect(object[head], path.slice(dot + 1), found, depth);
  }
}

function addLeaves(value: unknown, found: unknown[]): void {
  if (typeof value === 'object' && value !== null) for (const leaf of allValues(value)) found.push(leaf);
  else if (value !== null && value !== undefined) found.push(value);
}

/** Something two values can be compared by: numbers as such, RFC 3339 times as text of fixed width in UTC. */
export function comparable(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  return fixedWidthTime(value) ?? value;
}

/** Ascending; numbers come before texts. */
export function compare(a: number | string, b: number | string): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

const time = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Docker drops trailing zeros of the fraction, so the texts themselves would compare wrongly: `.5Z` is above `.51Z`. */
function fixedWidthTime(text: string): string | undefined {
  const match = time.exec(text);
  if (match === null) return undefined;
  const [, day = '', minute = '00:00', second = '00', fraction = '', zone = 'Z'] = match;
  const fixed = fraction.padEnd(9, '0');
  if (zone === 'Z') return `${day}T${minute}:${second}.${fixed}Z`;
  const utc = new Date(`${day}T${minute}:${second}${zone}`);
  return Number.isNaN(utc.getTime()) ? undefined : `${utc.toISOString().slice(0, 19)}.${fixed}Z`;
}
