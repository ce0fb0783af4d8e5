import { nearest } from '../../../nearest.ts';
import { type Group, pathOf, typeOf } from './field.ts';
import { PatternError } from './pattern-error.ts';

/** Regular expressions by their names; each may refer to others. */
export type Definitions = ReadonlyMap<string, string>;

/** A pattern with what its names stand for, as a regular expression. */
export interface Expanded {
  /** Its capturing groups are those of the fields, without names: V8 makes an object of names for each match. */
  readonly regexp: string;
  /** One for each capturing group, in their order. */
  readonly groups: readonly Group[];
}

/**
 * An escape, a reference, a class, what begins a named group or another one with a question mark, any other character: a bracket among these
 * begins a group without a name. Without the flag `v` classes are not nested.
 */
export const TOKEN = /\\k<|\\.|%\{[^}]*\}?|\[(?:\\.|[^\]\\])*\]|\(\?<(?![=!])[^>]*>|\(\?|./gs;
const NAMED = /^\(\?<(.+)>$/s;
const BACK_REFERENCE = /^\\(?:k<|[1-9])$/;
const REFERENCE = /^%\{(\w+)(?::([^:{}]+)(?::(\w+))?)?\}$/;
/** A per cent sign several times. */
const COUNT = /^%\{\d+(?:,\d*)?\}$/;
const ESCAPES = /\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})/g;
/** Names that are made of others, of which each is made of others, grow beyond any bound. */
const MOST_CHARACTERS = 64 * 1024;

export const TOO_LONG =
  'can take too long on a hostile line. Leave out back-references, look-ahead, look-behind and counts above {16}';

/** Puts what they stand for in the place of all names in the pattern. Throws PatternError. */
export function expand(source: string, definitions: Definitions): Expanded {
  const groups: Group[] = [];
  const within: string[] = [];
  let characters = 0;
  const expanded = (text: string): string => text.replace(TOKEN, replaced);
  return { regexp: expanded(source), groups };

  function replaced(token: string): string {
    characters += token.length;
    if (characters > MOST_CHARACTERS) {
      throw new PatternError(
        `is longer than ${MOST_CHARACTERS} characters with what its names stand for. Use fewer`,
      );
    }
    if (BACK_REFERENCE.test(token)) throw new PatternError(TOO_LONG);
    if (token === '(') return '(?:';
    if (token.startsWith('%{')) return COUNT.test(token) ? token : referred(token);
    const [, name] = NAMED.exec(token) ?? [];
    return name === undefined ? token : opened(unescaped(name), 'string');
  }

  function referred(token: string): string {
    const [, name, field, type = 'string'] = REFERENCE.exec(token) ?? [];
    if (name === undefined) {
      throw new PatternError(
        `has ${JSON.stringify(token)}. Write %{NAME}, %{NAME:field} or %{NAME:field:int}, and %\\{ for these characters themselves`,
      );
    }
    const definition = definitions.get(name) ?? unknown(name, definitions);
    if (within.includes(name))
      throw new PatternError(`has %{${name}}, which is made of itself. Define it anew`);
    const begin = field === undefined ? '(?:' : opened(field, type);
    within.push(name);
    const body = expanded(definition);
    within.pop();
    return `${begin}${body})`;
  }

  function opened(name: string, type: string): string {
    groups.push({ path: pathOf(name), type: typeOf(type) });
    return '(';
  }
}

function unknown(name: string, definitions: Definitions): never {
  const meant = nearest(name, [...definitions.keys()]);
  const remedy =
    meant === undefined
      ? 'docs/formats.md lists the names; --pattern-definition adds one'
      : `Did you mean ${meant}?`;
  throw new PatternError(`has %{${name}}, and there is no such name. ${remedy}`);
}

/** The name of a JavaScript group may be written with escapes. */
function unescaped(name: string): string {
  return name.replace(ESCAPES, (all: string, code?: string, unit?: string) => {
    const point = Number.parseInt(code ?? unit ?? '', 16);
    return point > 0x10ffff ? all : String.fromCodePoint(point);
  });
}
