import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Documents, Written } from '../documents/documents.ts';
import { badRequest } from '../request-error.ts';

/** An action line. It says what is done with the source on the next line. */
export interface Action {
  readonly verb: 'create' | 'index';
  readonly index: string;
  /** Undefined: the store makes one. */
  readonly id: string | undefined;
}

/** The result of one action, as an item of the answer. */
export interface Item {
  readonly action: Action;
  readonly id: string;
  readonly status: number;
  readonly result?: Written;
  readonly error?: { readonly type: string; readonly reason: string };
}

/** The parts of the answer that `filter_path` asks for. */
export interface AnswerParts {
  readonly took: boolean;
  readonly errors: boolean;
  /** The wanted fields of an item. */
  readonly item: ReadonlySet<string>;
}

const ITEM_FIELDS: readonly string[] = ['_index', '_id', 'result', 'status', 'error'];

/** Reads `filter_path`; null means everything. Supports `took`, `errors`, `items`, `items.*` and `items.*.FIELD`. */
export function answerParts(filterPath: string | null): AnswerParts {
  if (filterPath === null) return { took: true, errors: true, item: new Set(ITEM_FIELDS) };
  const paths = new Set(filterPath.split(','));
  const all = paths.has('items') || paths.has('items.*') || paths.has('items.*.*');
  return {
    took: paths.has('took'),
    errors: paths.has('errors'),
    item: new Set(ITEM_FIELDS.filter((field) => all || paths.has(`items.*.${field}`))),
  };
}

/**
 * Carries out a `_bulk` body in one transaction and returns the JSON of the answer. A document that fails doesn't affect the
 * others. A malformed body throws RequestError (400), and then none of its actions has happened.
 */
export function bulk(
  documents: Documents,
  body: readonly Buffer[],
  defaultIndex: string | undefined,
  parts: AnswerParts,
): string {
  const last = body.at(-1);
  if (last === undefined) throw badRequest('request body is required', 'parse_exception');
  if (last.at(-1) !== LF) throw badRequest('The bulk request must be terminated by a newline [\\n]');
  const started = performance.now();
  const answers: string[] = [];
  let errors = false;
  documents.transaction(() => {
    for (const [action, source] of readActions(body, defaultIndex)) {
      const item = carryOut(documents, action, source);
      errors ||= item.error !== undefined;
      answers.push(itemJson(item, parts));
    }
  });
  const fields: string[] = [];
  if (parts.took) fields.push(`"took":${Math.round(performance.now() - started)}`);
  if (parts.errors) fields.push(`"errors":${errors}`);
  const items = answers.filter((answer) => answer !== '');
  if (items.length > 0 || parts.took) fields.push(`"items":[${items.join(',')}]`);
  return `{${fields.join(',')}}`;
}

const LF = 10;

/** Pairs of action and source. A source that is not UTF-8 is undefined. */
function* readActions(
  body: readonly Buffer[],
  defaultIndex: string | undefined,
): Generator<[Action, string | undefined]> {
  let line = 0;
  let action: Action | undefined;
  for (const text of readLines(body)) {
    line++;
    if (action !== undefined) {
      yield [action, text];
      action = undefined;
    } else {
      if (text === '') throw badRequest(`Malformed action/metadata line [${line}], it is empty`);
      // What is not UTF-8 is no JSON either.
      action = readAction(text ?? '', line, defaultIndex);
    }
  }
  if (action !== undefined) throw badRequest(`Action line [${line}] has no source line after it`);
}

/** The lines of a body that ends with one; undefined for a line that is not UTF-8. */
function* readLines(body: readonly Buffer[]): Generator<string | undefined> {
  for (const lines of wholeLines(body)) {
    // Checking all of them at once spares a check for each line.
    const clean = isUtf8(lines);
    for (let from = 0; from < lines.length; ) {
      const to = lines.indexOf(LF, from);
      yield clean || isUtf8(lines.subarray(from, to)) ? lines.toString('utf8', from, to) : undefined;
      from = to + 1;
    }
  }
}

/** The pieces of a body, cut where lines end. Only what stands on both sides of a border is copied. */
function* wholeLines(body: readonly Buffer[]): Generator<Buffer> {
  let begun: Buffer[] = [];
  for (const piece of body) {
    const end = piece.lastIndexOf(LF) + 1;
    const first = begun.length === 0 ? 0 : piece.indexOf(LF) + 1;
    if (first > 0) yield Buffer.concat([...begun, piece.subarray(0, first)]);
    if (end > first) yield piece.subarray(first, end);
    if (first > 0) begun = [];
    if (end < piece.length) begun.push(piece.subarray(end));
  }
}

function readAction(text: string, line: number, defaultIndex: string | undefined): Action {
  const malformed = (what: string) => badRequest(`Malformed action/metadata line [${line}], ${what}`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
  const [entry, ...more] = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
  if (entry === undefined || more.length > 0) throw malformed('expected an object with one action');
  const [verb, meta] = entry as [string, unknown];
  if (verb !== 'create' && verb !== 'index')
    throw malformed(`found [${verb}], expected one of [create, index]`);
  if (typeof meta !== 'object' || meta === null) throw malformed(`expected an object after [${verb}]`);
  const { _index, _id } = meta as { _index?: unknown; _id?: unknown };
  const index = typeof _index === 'string' ? _index : defaultIndex;
  if (index === undefined) {
    throw badRequest('Validation Failed: 1: index is missing;', 'action_request_validation_exception');
  }
  if (typeof _id === 'object' && _id !== null) throw malformed('expected a simple value for field [_id]');
  const id = _id === undefined || _id === null ? undefined : String(_id);
  return { verb, index, id };
}

/** Carries out one action and returns its result, which may be an error. */
export function carryOut(documents: Documents, action: Action, source: string | undefined): Item {
  const { verb, index } = action;
  // 20 characters, like the ids that Elasticsearch makes.
  const id = action.id ?? randomBytes(15).toString('base64url');
  const error = faultOfNames(index, id) ?? faultOfSource(source);
  if (error !== undefined || source === undefined)
    return { action, id, status: 400, ...(error && { error }) };
  const result = verb === 'create' ? documents.create(index, id, source) : documents.put(index, id, source);
  if (result !== 'conflict') return { action, id, status: result === 'created' ? 201 : 200, result };
  const reason = `[${id}]: version conflict, document already exists (current version [1])`;
  return { action, id, status: 409, error: { type: 'version_conflict_engine_exception', reason } };
}

/** Elasticsearch's rule: lower case, none of `\ / * ? " < > |`, comma, `#`, `:` or white space, and no `-`, `_` or `+` in front. */
const indexName = /^[^-_+A-Z\\/*?"<>|,#:\s\p{Cc}][^A-Z\\/*?"<>|,#:\s\p{Cc}]*$/u;

function faultOfNames(index: string, id: string): Item['error'] | undefined {
  if (!indexName.test(index) || index === '.' || index === '..' || Buffer.byteLength(index) > 255) {
    return { type: 'invalid_index_name_exception', reason: `Invalid index name [${index}]` };
  }
  if (id === '' || Buffer.byteLength(id) > 512) {
    const reason = `id [${id.slice(0, 50)}] must have 1 to 512 bytes`;
    return { type: 'illegal_argument_exception', reason };
  }
  return undefined;
}

function faultOfSource(source: string | undefined): Item['error'] | undefined {
  const type = 'mapper_parsing_exception';
  if (source === undefined) return { type, reason: 'failed to parse: the source is not UTF-8' };
  try {
    const value: unknown = JSON.parse(source);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return undefined;
    return { type, reason: 'failed to parse: the source is not an object' };
  } catch (error) {
    return { type, reason: `failed to parse: ${(error as Error).message}` };
  }
}

function itemJson({ action, id, status, result, error }: Item, parts: AnswerParts): string {
  const fields: string[] = [];
  const add = (name: string, value: unknown) => {
    if (parts.item.has(name)) fields.push(`"${name}":${JSON.stringify(value)}`);
  };
  add('_index', action.index);
  add('_id', id);
  if (result !== undefined) add('result', result);
  add('status', status);
  if (error !== undefined) add('error', { ...error, index: action.index });
  return fields.length === 0 ? '' : `{"${action.verb}":{${fields.join(',')}}}`;
}
