import { finish, type Steps } from '../turns/steps.ts';
import { findAllValues, findFieldValues, type Source } from './field-values.ts';
import { findSpacedWords } from './words.ts';

/** A larger document, in bytes of its JSON, has no fields for queries and sorts: reading it would take too long. */
export const MAX_SEARCHED = 2 * 1024 * 1024;

/** One value of a document under test. */
export class Value {
  readonly raw: unknown;
  #spaced: string | undefined;

  constructor(raw: unknown) {
    this.raw = raw;
  }

  /** Its words (see `spacedWords`), found once for all clauses. */
  *spaced(): Steps<string> {
    this.#spaced ??= yield* findSpacedWords(this.raw);
    return this.#spaced;
  }
}

/** Tests one value. */
export type ValueTest = (value: Value) => boolean | Steps<boolean>;

/** Values tested between two pauses. */
const VALUES_PER_STEP = 128;

/** More values of a field than these are found again for each clause, as they would fill the memory. */
const MAX_KEPT = 1000;

/** A document under test. Its source is read when a clause first asks for a field. */
export class Candidate {
  readonly id: string;
  readonly #read: () => string | undefined;
  #source: Source | undefined;
  /** Of the fields that were asked for; `undefined` stands for any field. */
  readonly #values = new Map<string | undefined, readonly Value[]>();

  /** `read` gives the source's JSON, or undefined when it is too large or gone. */
  constructor(id: string, read: () => string | undefined) {
    this.id = id;
    this.#read = read;
  }

  get source(): Source {
    this.#source ??= JSON.parse(this.#read() ?? '{}') as Source;
    return this.#source;
  }

  /**
   * Whether the test holds for a value of the field; undefined stands for all fields, `_id` is one, and `.keyword` at the end doesn't
   * matter.
   */
  *some(field: string | undefined, test: ValueTest): Steps<boolean> {
    const values = yield* this.#valuesOf(field);
    for (let i = 0; i < values.length; i++) {
      if (i % VALUES_PER_STEP === VALUES_PER_STEP - 1) yield;
      const value = values[i];
      if (yield* finish(test(value instanceof Value ? value : new Value(value)))) return true;
    }
    return false;
  }

  /** The first value of a field. */
  *first(field: string): Steps<unknown> {
    const [value] = yield* this.#valuesOf(field);
    return value instanceof Value ? value.raw : value;
  }

  *#valuesOf(field: string | undefined): Steps<readonly unknown[]> {
    const known = this.#values.get(field);
    if (known !== undefined) return known;
    const found = yield* this.#find(field);
    if (found.length > MAX_KEPT) return found;
    const values = found.map((raw) => new Value(raw));
    this.#values.set(field, values);
    return values;
  }

  *#find(field: string | undefined): Steps<readonly unknown[]> {
    if (field === undefined || field === '*') return yield* findAllValues(this.source);
    if (field === '_id') return [this.id];
    return yield* findFieldValues(this.source, field.replace(/\.keyword$/, ''));
  }
}
