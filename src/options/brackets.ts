const OPENERS: Readonly<Record<string, string>> = { '}': '{', ')': '(' };
/** A set of letters, in which other brackets are letters too. */
const SET = /\[[!^]?\]?(?:\[:\w+:\]|[^\]])*\]/y;

interface Brackets {
  /** By the place of a bracket that of the one which closes it. */
  readonly closedAt: ReadonlyMap<number, number>;
  /** Places of those that open or close nothing. */
  readonly odd: readonly number[];
}

/** Divides a list at its commas, but not at those within brackets, as in `web-{1,2}`. A bracket that is not closed holds nothing. */
export function splitAtCommas(text: string): string[] {
  const { closedAt } = bracketsOf(text);
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    at = closedAt.get(at) ?? at;
    if (text[at] !== ',') continue;
    parts.push(text.slice(from, at));
    from = at + 1;
  }
  return [...parts, text.slice(from)];
}

/** A bracket that opens or closes nothing; undefined when all are in pairs. */
export function oddBracket(text: string): string | undefined {
  const [first] = bracketsOf(text).odd;
  return first === undefined ? undefined : text[first];
}

function bracketsOf(text: string): Brackets {
  const closedAt = new Map<number, number>();
  const odd: number[] = [];
  const open: number[] = [];
  const lastSetEnd = text.lastIndexOf(']');
  for (let at = 0; at < text.length; at++) {
    const bracket = text[at] ?? '';
    const opener = OPENERS[bracket];
    if (bracket === '{' || bracket === '(') open.push(at);
    else if (opener !== undefined && text[open.at(-1) ?? -1] === opener) closedAt.set(open.pop() ?? at, at);
    else if (opener !== undefined || bracket === ']') odd.push(at);
    else if (bracket === '[') {
      // Without an end there is nothing to be looked for, however many there are.
      const end = at < lastSetEnd ? endOfSet(text, at) : at;
      if (end === at) odd.push(at);
      else closedAt.set(at, end);
      at = end;
    }
  }
  return { closedAt, odd: [...odd, ...open] };
}

/** Where the set of letters that begins here has its last bracket; here if it has none. */
function endOfSet(text: string, from: number): number {
  SET.lastIndex = from;
  return SET.test(text) ? SET.lastIndex - 1 : from;
}
