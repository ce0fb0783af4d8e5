import { TokenReader } from '../json/read-tokens.ts';

/** What becomes of the members of a document. */
export interface Rewriting {
  /** Of a member, by its path with dots: it stays, goes, or all values in it are secret. */
  fate(path: string): Fate;
  /** A string, of a name too, or one that is secret. */
  text(value: string, isSecret: boolean): string;
  /** Whether nothing is to be left of a number or a word, as JSON has it. */
  hides(value: string, isSecret: boolean): boolean;
}

export type Fate = 'kept' | 'dropped' | 'secret';

/** Behind the name of a value that is there as a text. */
const AS_TEXT = '_text';
/** What is left of a number or a word that is secret. Elasticsearch takes it, whatever type the field has, as none. */
const NOTHING = 'null';

/**
 * Members as JSON has them, `"a":1,"b":"x"`, as the rewriting wants them; empty when none is left. Names, numbers and strings that it does not change
 * stay as they are, digit by digit.
 */
export function rewriteMembers(members: string, rewriting: Rewriting): string {
  const rewriter = new Rewriter(`${members}}`, rewriting);
  return rewriter.members('', false);
}

/** Goes once through the tokens. Objects and lists are no deeper within each other than formats allow. */
class Rewriter {
  readonly #tokens: TokenReader;
  readonly #rewriting: Rewriting;
  /** Something is not what it was. */
  #hasChanged = false;

  constructor(json: string, rewriting: Rewriting) {
    this.#tokens = new TokenReader(json);
    this.#rewriting = rewriting;
  }

  /** Those up to the brace that ends their object. */
  members(within: string, isSecret: boolean): string {
    let done = '';
    for (let token = this.#tokens.next(); token !== '}'; token = this.#tokens.next()) {
      if (token === ',') continue;
      const name = textOf(token);
      this.#tokens.next();
      const path = within + name;
      const fate = isSecret ? 'secret' : this.#rewriting.fate(path);
      const value = this.value(path, fate === 'secret');
      if (fate === 'dropped') this.#hasChanged = true;
      else done += `${done === '' ? '' : ','}${this.#string(token, name, false)}:${value}`;
    }
    return done;
  }

  value(path: string, isSecret: boolean, token = this.#tokens.next()): string {
    if (token === '{') return `{${this.members(`${path}.`, isSecret)}}`;
    if (token === '[') return `[${this.#items(path, isSecret)}]`;
    if (!token.startsWith('"')) return this.#word(token, isSecret);
    const value = textOf(token);
    if (isSecret || !isJsonText(path, value)) return this.#string(token, value, isSecret);
    const inner = new Rewriter(value, this.#rewriting);
    const rewritten = inner.value(withoutText(path), false);
    if (!inner.#hasChanged) return token;
    this.#hasChanged = true;
    return JSON.stringify(rewritten);
  }

  #items(path: string, isSecret: boolean): string {
    const items: string[] = [];
    for (let token = this.#tokens.next(); token !== ']'; token = this.#tokens.next())
      if (token !== ',') items.push(this.value(path, isSecret, token));
    return items.join(',');
  }

  #word(token: string, isSecret: boolean): string {
    if (!this.#rewriting.hides(token, isSecret)) return token;
    this.#hasChanged = true;
    return NOTHING;
  }

  #string(token: string, value: string, isSecret: boolean): string {
    const changed = this.#rewriting.text(value, isSecret);
    if (changed === value) return token;
    this.#hasChanged = true;
    return JSON.stringify(changed);
  }
}

/** Of a string as JSON has it: mostly it has no escapes, and to parse it costs more than all else. */
function textOf(token: string): string {
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

/** Formats put a value that Elasticsearch never takes under another name, as the JSON that it was: secrets in it have their names still. */
function isJsonText(path: string, value: string): boolean {
  if (!/^[[{]/.test(value) || !withoutFree(path).endsWith(AS_TEXT)) return false;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** The path of a value that may have been put under another name. */
export function withoutText(path: string): string {
  const name = withoutFree(path);
  return name.endsWith(AS_TEXT) ? name.slice(0, -AS_TEXT.length) : name;
}

/** Without the underscores that are put behind a name that is taken. */
function withoutFree(path: string): string {
  let end = path.length;
  while (path[end - 1] === '_') end--;
  return path.slice(0, end);
}
