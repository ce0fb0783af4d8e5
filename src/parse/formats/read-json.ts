import { DEEPEST, MOST_NAMES } from '../json/limits.ts';
import type { Around, Places } from '../json/places.ts';
import { dotsIn, isFieldName } from '../json/read-names.ts';
import { TokenReader } from '../json/read-tokens.ts';
import { wellFormed } from '../json/well-formed.ts';

/** The decoded way of the format `json`. */
export class JsonReader {
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  /**
   * The members of a text that is one JSON object, as members of a document; undefined for any other text, and for an
   * object that Elasticsearch would never take or that holds nothing.
   *
   * Numbers stay as they were written: JSON.parse would round long ones. Of two members with one name the last one counts, as
   * for every reader of JSON.
   */
  read(text: string): string | undefined {
    if (!/^\s*\{/.test(text) || !isJson(text)) return undefined;
    const members = new ValidJson(text, this.#places).document();
    if (members === undefined || members.size === 0) return undefined;
    const { usual, apart } = this.#places;
    const fields: string[] = [];
    const fieldsApart: string[] = [];
    for (const [name, value] of members) {
      const isApart = apart.names.has(name) && !(apart.onlyScalars && isCompound(value));
      (isApart ? fieldsApart : fields).push(member(name, value));
    }
    return [...wrapped(fields, usual), ...wrapped(fieldsApart, apart)].join(',');
  }
}

/** JSON by name. */
type Members = Map<string, string>;

/** Walks over the tokens of a text that is known to be JSON. */
class ValidJson {
  readonly #tokens: TokenReader;
  readonly #places: Places;
  #names = 0;

  constructor(text: string, places: Places) {
    this.#tokens = new TokenReader(text);
    this.#places = places;
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
      const within = depth + dotsIn(name) + this.#levelsAround(name, depth);
      if (within > DEEPEST) return undefined;
      // The colon.
      this.#tokens.next();
      const value = this.#value(this.#tokens.next(), within);
      if (value === undefined) return undefined;
      members.set(name, value);
    }
    return members;
  }

  /** The objects around a member of the outermost one. An object under a name of those apart may have to stay with the others. */
  #levelsAround(name: string, depth: number): number {
    if (depth > 1) return 0;
    const { usual, apart } = this.#places;
    return apart.names.has(name) && !apart.onlyScalars ? apart.levels : usual.levels;
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

function member(name: string, value: string): string {
  return `${JSON.stringify(name)}:${value}`;
}

/** The members as one, within the objects around them; none when there are none. */
function wrapped(members: readonly string[], { begin, levels }: Around): string[] {
  return members.length === 0 ? [] : [`${begin}${members.join(',')}${'}'.repeat(levels)}`];
}

/** An object or an array. */
function isCompound(value: string): boolean {
  return value.startsWith('{') || value.startsWith('[');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
