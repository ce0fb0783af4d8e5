import { DEEPEST, MOST_MEMBERS, MOST_NAMES, MOST_READ } from './limits.ts';
import type { Places } from './places.ts';
import { dotsIn, isFieldName } from './read-names.ts';
import { TokenReader } from './read-tokens.ts';
import { fitting, isUnfitNumber, type Kind, type Value } from './unfit.ts';
import { wellFormed } from './well-formed.ts';

type Members = Map<string, string>;

const WORDS: Readonly<Record<string, Value>> = {
  true: { json: 'true', kind: 'boolean' },
  false: { json: 'false', kind: 'boolean' },
  null: { json: 'null', kind: '' },
};

/** Walks over the tokens of a text that is known to be a JSON object. */
export class ValidJson {
  readonly #tokens: TokenReader;
  readonly #places: Places;
  readonly #clean: (text: string) => string;
  #names = 0;
  #read = 0;

  constructor(text: string, places: Places, clean: (text: string) => string) {
    this.#tokens = new TokenReader(text);
    this.#places = places;
    this.#clean = clean;
  }

  /** The outermost object, JSON by name; undefined when some name, the number of names or the depth is too much for Elasticsearch. */
  document(): Members | undefined {
    this.#tokens.next();
    const members = this.#members(1);
    return this.#names > MOST_NAMES ? undefined : members;
  }

  #members(depth: number): Members | undefined {
    const members = new Map<string, Value>();
    for (let token = this.#tokens.next(); token !== '}'; token = this.#tokens.next()) {
      if (token === ',') continue;
      const name = wellFormed(JSON.parse(token) as string);
      if (!isFieldName(name) || ++this.#read > MOST_READ) return undefined;
      const within = depth + dotsIn(name) + this.#levelsAround(name, depth);
      if (within > DEEPEST) return undefined;
      this.#names++;
      // The colon.
      this.#tokens.next();
      const value = this.#value(this.#tokens.next(), within);
      if (value === undefined) return undefined;
      members.set(name, value);
    }
    return fitting(members);
  }

  /** The objects around a member of the outermost one. */
  #levelsAround(name: string, depth: number): number {
    if (depth > 1) return 0;
    const { usual, apart } = this.#places;
    return apart?.names.has(name) ? apart.depth : usual.depth;
  }

  /** The value that begins with this token; `depth` is that of the object or array around it. */
  #value(token: string, depth: number): Value | undefined {
    if (token.startsWith('"')) {
      const text = this.#clean(JSON.parse(token) as string);
      return { json: JSON.stringify(wellFormed(text)), kind: 'string' };
    }
    if (token !== '{' && token !== '[') {
      return WORDS[token] ?? { json: token, kind: 'number', isUnfit: isUnfitNumber(token) };
    }
    if (depth === DEEPEST) return undefined;
    return token === '[' ? this.#array(depth + 1) : this.#object(depth + 1);
  }

  /** One with a great many names holds ids, each of which would become a field: it is a text. */
  #object(depth: number): Value | undefined {
    const before = this.#names;
    const members = this.#members(depth);
    if (members === undefined) return undefined;
    const isUnfit = members.size > MOST_MEMBERS;
    if (isUnfit) this.#names = before;
    const json = [...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
    return { json: `{${json}}`, kind: 'object', isUnfit };
  }

  /** Elasticsearch takes it as several values of one field, which must be of one kind. */
  #array(depth: number): Value | undefined {
    const values: string[] = [];
    let kind: Kind = '';
    let isUnfit = false;
    for (let token = this.#tokens.next(); token !== ']'; token = this.#tokens.next()) {
      if (token === ',') continue;
      const value = this.#value(token, depth);
      if (value === undefined) return undefined;
      values.push(value.json);
      isUnfit ||= value.isUnfit === true || (kind !== '' && value.kind !== '' && kind !== value.kind);
      if (kind === '') kind = value.kind;
    }
    return { json: `[${values.join(',')}]`, kind, isUnfit };
  }
}
