import { MOST_MEMBERS } from './limits.ts';

/** What is put behind the name of a member that is kept as a text. */
const AS_TEXT = '_text';
/** Of members of a line whose names are ids. */
const MEMBERS_AS_TEXT = `members${AS_TEXT}`;
const LEAST_LONG = -(2n ** 63n);
const GREATEST_LONG = 2n ** 63n - 1n;
/** Digits and sign of the longest of them. */
const LONG_CHARACTERS = 20;

/** What an array holds, nulls and the arrays around left out. */
export type Kind = '' | 'string' | 'number' | 'boolean' | 'object';

/** A value of a line, as JSON. */
export interface Value {
  readonly json: string;
  readonly kind: Kind;
  /** Elasticsearch takes it in no document. */
  readonly isUnfit?: boolean;
}

/** Whether Elasticsearch takes no such number: a whole one that is no `long`, and one beyond a `double`. */
export function isUnfitNumber(token: string): boolean {
  if (!Number.isFinite(Number(token))) return true;
  if (!/^-?\d+$/.test(token)) return false;
  if (token.length > LONG_CHARACTERS) return true;
  const value = BigInt(token);
  return value < LEAST_LONG || value > GREATEST_LONG;
}

/**
 * The members of an object, as JSON by name, so that Elasticsearch can take them: a value that it never takes is a text under another name,
 * and a dotted name that another one contradicts (`a` is a value and `a.b` would be a field in it) has underscores for its dots.
 */
export function fitting(members: ReadonlyMap<string, Value>): Map<string, string> {
  const named = new Map<string, string>();
  let hasDots = false;
  for (const [name, { json, isUnfit }] of members) {
    hasDots ||= name.includes('.');
    if (isUnfit !== true) named.set(name, json);
    else named.set(freeName(`${name}${AS_TEXT}`, members, named), JSON.stringify(json));
  }
  return hasDots ? withoutClashes(named) : named;
}

/** Puts members whose names look like ids together in one text, where there are more than an object has. */
export function foldIds(members: Map<string, string>): Map<string, string> {
  if (members.size <= MOST_MEMBERS) return members;
  const ids = [...members].filter(([name]) => /\d/.test(name));
  if (ids.length <= MOST_MEMBERS) return members;
  for (const [name] of ids) members.delete(name);
  const text = `{${ids.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
  return members.set(freeName(MEMBERS_AS_TEXT, members), JSON.stringify(text));
}

function withoutClashes(members: ReadonlyMap<string, string>): Map<string, string> {
  const named = new Map<string, string>();
  for (const [name, json] of members) {
    const free = isWithinAnother(name, members) ? freeName(name.replaceAll('.', '_'), members, named) : name;
    named.set(free, json);
  }
  return named;
}

/** Whether what stands before one of its dots is the name of another member. */
function isWithinAnother(name: string, members: ReadonlyMap<string, unknown>): boolean {
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    if (members.has(name.slice(0, dot))) return true;
  }
  return false;
}

/** This name, or with underscores behind it where it is taken. */
function freeName(name: string, ...taken: readonly ReadonlyMap<string, unknown>[]): string {
  let free = name;
  while (taken.some((members) => members.has(free))) free += '_';
  return free;
}
