import { badRequest } from '../request-error.ts';

/** One condition of a query string. */
export interface Clause {
  /** Undefined: any field. */
  readonly field: string | undefined;
  readonly words: string;
  /** `any`: the field only has to exist. */
  readonly kind: 'words' | 'prefix' | 'any';
  readonly negated: boolean;
}

export interface ParsedQueryString {
  readonly clauses: readonly Clause[];
  /** True: all clauses must hold. False: one is enough. */
  readonly every: boolean;
}

const clause = /(?:(NOT\s+|[-!])|(\+))?(?:([^\s:"()[\]{}]+):)?(?:"((?:[^"\\]|\\.)*)"|([^\s"()[\]{}]+))/y;

/**
 * Parses `word`, `"a phrase"`, `field:word`, `pre*`, `-word` and `NOT word`, joined by AND or OR (not both).
 * Throws RequestError (400) for the rest of Lucene's language: parentheses, ranges and mixed operators.
 */
export function parseQueryString(text: string, everyByDefault: boolean): ParsedQueryString {
  const clauses: Clause[] = [];
  const operators = new Set<string>();
  let position = afterSpace(text, 0);
  while (position < text.length) {
    clause.lastIndex = position;
    const match = clause.exec(text);
    if (match === null) throw notUnderstood(text, 'parentheses, ranges and open quotes are not supported');
    position = afterSpace(text, clause.lastIndex);
    const [, not, plus, field, phrase, word = ''] = match;
    if (field === undefined && phrase === undefined && /^(AND|&&|OR|\|\|)$/.test(word)) {
      operators.add(word === 'AND' || word === '&&' ? 'and' : 'or');
      continue;
    }
    if (plus !== undefined || not !== undefined) operators.add('and');
    clauses.push(readClause(field, phrase, word, not !== undefined));
  }
  if (clauses.length === 0) throw notUnderstood(text, 'it has no words');
  if (operators.size > 1) throw notUnderstood(text, 'AND, NOT and OR can not be mixed');
  const [operator] = operators;
  return { clauses, every: operator === undefined ? everyByDefault : operator === 'and' };
}

const space = /\s*/y;

function afterSpace(text: string, position: number): number {
  space.lastIndex = position;
  space.test(text);
  return space.lastIndex;
}

function readClause(
  field: string | undefined,
  phrase: string | undefined,
  word: string,
  negated: boolean,
): Clause {
  if (phrase !== undefined) return { field, words: phrase.replace(/\\(.)/g, '$1'), kind: 'words', negated };
  const words = word.replace(/\\(.)/g, '$1');
  if (word === '*') return { field, words, kind: 'any', negated };
  if (word.endsWith('*')) return { field, words: words.slice(0, -1), kind: 'prefix', negated };
  return { field, words, kind: 'words', negated };
}

function notUnderstood(text: string, why: string): Error {
  return badRequest(`Failed to parse query [${text}]: ${why}`, 'query_shard_exception');
}
