/** A JSON string, what begins or ends an object or an array, or a comma. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;
const COLON = /\s*:\s*/y;

/** The members of a first line, with the other lines of its event behind the message: `name` is what that is called. */
export class LineAppender {
  readonly #name: string;

  constructor(message: string) {
    this.#name = JSON.stringify(message);
  }

  /** `members` as a format reads them; `text`: of all lines. It is the whole message where the first line has none, or one that is no string. */
  append(members: string, firstLine: string, text: string): string {
    const place = placeOf(members, this.#name);
    if (place === undefined) return `${members},${this.#name}:${JSON.stringify(text)}`;
    const { from, to } = place;
    const value = members.slice(from, to);
    const message = value.startsWith('"')
      ? (JSON.parse(value) as string) + text.slice(firstLine.length)
      : text;
    return members.slice(0, from) + JSON.stringify(message) + members.slice(to);
  }
}

/** Where the value of the member stands; undefined when there is none of this name. Those of objects among the values don't count. */
function placeOf(members: string, name: string): { from: number; to: number } | undefined {
  let depth = 0;
  let from: number | undefined;
  for (const { 0: token, index } of members.matchAll(TOKENS)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth > 0) continue;
    else if (from !== undefined && token === ',') return { from, to: index };
    else if (token === name) from ??= valueBehind(members, index + name.length);
  }
  return from === undefined ? undefined : { from, to: members.length };
}

/** Where the value behind a name begins; undefined when the string that ends here is itself a value. */
function valueBehind(members: string, at: number): number | undefined {
  COLON.lastIndex = at;
  return COLON.test(members) ? COLON.lastIndex : undefined;
}
