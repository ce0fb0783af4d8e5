import { wellFormed } from './document.ts';
import { DEEPEST, depthOf, isFieldName, isOwnName, MOST_NAMES } from './json-names.ts';
import { JsonTokens } from './json-tokens.ts';

/**
 * The members of a text that is one JSON object, as members of a document; undefined for any other text, and for an
 * object that Elasticsearch would never take or that holds nothing.
 *
 * Numbers stay as they were written: JSON.parse would round long ones. Of two members with one name the last one counts, as
 * for every reader of JSON.
 */
export function readJsonLine(text: string): string | undefined {
  if (!/^\s*\{/.test(text) || !isJson(text)) return undefined;
  const members = new ValidJson(text).document();
  if (members === undefined || members.size === 0) return undefined;
  const names = [...members.keys()];
  const own = names.filter(isOwnName);
  const fields = names.filter((name) => !isOwnName(name)).map((name) => member(name, members.get(name)));
  if (own.length > 0) {
    fields.push(member('json', `{${own.map((name) => member(name, members.get(name))).join(',')}}`));
  }
  return fields.join(',');
}

/** JSON by name. */
type Members = Map<string, string>;

/** Walks over the tokens of a text that is known to be JSON. */
class ValidJson {
  readonly #tokens: JsonTokens;
  #names = 0;

  constructor(text: string) {
    this.#tokens = new JsonTokens(text);
  }

  /** The outermost object; undefined when some name, the number of names or the depth is too much for Elasticsearch. */
  document(): Members | undefined {
    this.#tokens.next();
    return this.#object(1);
  }

  #object(depth: number): Members | undefined {
    const members: Members = new Map();
    for (let token = this.#tokens.next(); token !== '}'; token = this.#tokens.next()) {
      if (token === ',') continue;
      const name = wellFormed(JSON.parse(token) as string);
      if (!isFieldName(name) || ++this.#names > MOST_NAMES) return undefined;
      const within = depth + depthOf(name, depth === 1);
      if (within > DEEPEST) return undefined;
      // The colon.
      this.#tokens.next();
      const value = this.#value(this.#tokens.next(), within);
      if (value === undefined) return undefined;
      members.set(name, value);
    }
    return members;
  }

  #array(depth: number): string | undefined {
    const values: string[] = [];
    for (let token = this.#tokens.next(); token !== ']'; token = this.#tokens.next()) {
      if (token === ',') continue;
      const value = this.#value(token, depth);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return `[${values.join(',')}]`;
  }

  /** The value that begins with this token; `depth` is that of the object or array around it. */
  #value(token: string, depth: number): string | undefined {
    if (token.startsWith('"')) return JSON.stringify(wellFormed(JSON.parse(token) as string));
    if (token !== '{' && token !== '[') return token;
    if (depth === DEEPEST) return undefined;
    if (token === '[') return this.#array(depth + 1);
    const members = this.#object(depth + 1);
    return members && `{${[...members].map(([name, value]) => member(name, value)).join(',')}}`;
  }
}

function member(name: string, value: string | undefined): string {
  return `${JSON.stringify(name)}:${value}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
