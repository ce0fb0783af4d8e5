import { drain, type Steps } from '../turns/steps.ts';

/** A document's parsed source. */
export type Source = Readonly<Record<string, unknown>>;

/**
 * The values of a field, those inside arrays and objects one by one. `a.b` finds both `{"a":{"b":1}}` and `{"a.b":1}`, which are
 * the same to Elasticsearch. The caller removes a trailing `.keyword`.
 */
export function fieldValues(source: Source, path: string): unknown[] {
  return drain(findFieldValues(source, path));
}

/** Every value in an object or array that is neither object nor array nor null. */
export function allValues(value: object): unknown[] {
  return drain(findAllValues(value));
}

/** Values looked at between two pauses. */
const VALUES_PER_STEP = 512;

/** As `fieldValues`, with pauses. */
export function* findFieldValues(source: Source, path: string): Steps<unknown[]> {
  const found: unknown[] = [];
  // A list instead of recursion, so that the search can pause anywhere.
  const left: Place[] = [{ value: source, path, depth: 0 }];
  for (let looked = 1; left.length > 0; looked++) {
    if (looked % VALUES_PER_STEP === 0) yield;
    const place = left.pop() as Place;
    if (Array.isArray(place.value)) pushElements(place, left);
    else if (typeof place.value === 'object' && place.value !== null) {
      const leaves = pushMembers(place.value as Source, place, left);
      if (typeof leaves === 'object' && leaves !== null) append(found, yield* findAllValues(leaves));
      else if (leaves !== null && leaves !== undefined) found.push(leaves);
    }
  }
  return found;
}

/** As `allValues`, with pauses. */
export function* findAllValues(value: object): Steps<unknown[]> {
  const found: unknown[] = [];
  // A list instead of recursion, because a document may be nested deeper than the stack allows.
  const left: unknown[] = [value];
  for (let looked = 1; left.length > 0; looked++) {
    if (looked % VALUES_PER_STEP === 0) yield;
    const next = left.pop();
    if (typeof next !== 'object') found.push(next);
    else if (next !== null) append(left, Object.values(next));
  }
  return found;
}

/** One by one, because a spread puts every element on the stack. */
function append(list: unknown[], more: readonly unknown[]): void {
  for (const element of more) list.push(element);
}

/** A value in which the rest of a path is looked for. */
interface Place {
  readonly value: unknown;
  readonly path: string;
  /** Arrays around it since the last name. */
  readonly depth: number;
}

/** Arrays nested deeper are not searched. */
const DEEPEST = 20;

/** Last in first out: the elements are looked at in their order. */
function pushElements({ value, path, depth }: Place, left: Place[]): void {
  if (depth >= DEEPEST) return;
  const elements = value as readonly unknown[];
  for (let i = elements.length - 1; i >= 0; i--) left.push({ value: elements[i], path, depth: depth + 1 });
}

/** Goes on in the members that the path may begin with. Returns the member that the whole path names. */
function pushMembers(object: Source, { path, depth }: Place, left: Place[]): unknown {
  for (let dot = path.lastIndexOf('.'); dot >= 0; dot = dot > 0 ? path.lastIndexOf('.', dot - 1) : -1) {
    const head = path.slice(0, dot);
    if (Object.hasOwn(object, head)) left.push({ value: object[head], path: path.slice(dot + 1), depth });
  }
  return Object.hasOwn(object, path) ? object[path] : undefined;
}

/** A value's form for comparisons: a number as it is, an RFC 3339 time as UTC text of fixed width, other text as it is. */
export function comparable(value: unknown): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  return fixedWidthTime(value) ?? value;
}

/** Ascending order. Numbers come before texts. */
export function compare(a: number | string, b: number | string): number {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === 'number' ? -1 : 1;
}

const time = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Docker drops trailing zeros of the fraction, so the original texts would compare wrongly: `.5Z` is above `.51Z`. */
function fixedWidthTime(text: string): string | undefined {
  const match = time.exec(text);
  if (match === null) return undefined;
  const [, day = '', minute = '00:00', second = '00', fraction = '', zone = 'Z'] = match;
  const fixed = fraction.padEnd(9, '0');
  if (zone === 'Z') return `${day}T${minute}:${second}.${fixed}Z`;
  const utc = new Date(`${day}T${minute}:${second}${zone}`);
  return Number.isNaN(utc.getTime()) ? undefined : `${utc.toISOString().slice(0, 19)}.${fixed}Z`;
}
