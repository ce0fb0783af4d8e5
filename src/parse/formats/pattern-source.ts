import { OwnNames } from '../json/own-names.ts';
import { fieldNamed, isObject } from '../schemas/field-named.ts';
import type { Schema } from '../schemas/names.ts';
import { dotted } from '../schemas/path.ts';
import { usualSchema } from '../schemas/short.ts';
import { type Definitions, expand } from './grok/expand.ts';
import type { Group } from './grok/field.ts';
import { LinearRegexp } from './grok/linear-regexp.ts';
import { NAMES } from './grok/names.ts';
import { PatternError } from './grok/pattern-error.ts';

/**
 * A regular expression with named groups that describes whole texts; in it names as `%{IP:ip}` stand for others. The time for a text is bounded, see
 * `LinearRegexp`.
 */
export class Pattern {
  /** As it was written. */
  readonly source: string;
  /** What names in it stand for. */
  readonly definitions: Definitions;
  /** One for each text that `read` returns behind the whole one. Several may be for one field. */
  readonly groups: readonly Group[];
  /** Paths of the fields, each once, in the order of their groups. */
  readonly names: readonly string[];
  readonly #regexp: LinearRegexp;

  /** Throws PatternError; also for a group with a name that is the agent's, or two that the schema calls the same. */
  constructor(source: string, definitions: Definitions = NAMES, schema = usualSchema) {
    const { regexp, groups } = expand(source, definitions);
    this.#regexp = LinearRegexp.whole(regexp);
    this.source = source;
    this.definitions = definitions;
    this.groups = groups;
    this.names = namesOf(groups, schema);
  }

  /**
   * The whole text and behind it those of the groups, in the order of `groups`, when this describes the whole text; undefined for a
   * group that took no part.
   */
  read(text: string): readonly (string | undefined)[] | undefined {
    return this.#regexp.exec(text) ?? undefined;
  }
}

/** A definition is checked by itself, so that a mistake in it is told as its own. Throws PatternError. */
export function checkDefinition(regexp: string, definitions: Definitions): void {
  LinearRegexp.whole(expand(regexp, definitions).regexp);
}

function namesOf(groups: readonly Group[], schema: Schema): string[] {
  const names = [...new Set(groups.map(({ path }) => path))];
  if (names.length === 0)
    throw new PatternError(
      'has no named group. Write (?<level>[A-Z]+) or %{LOGLEVEL:level} for a field "level"',
    );
  // Within a prefix no name meets one of a document, but may look like it.
  const own = new OwnNames(schema.prefix === '' ? schema : usualSchema);
  const taken = names.find((name) => own.has(name));
  if (taken !== undefined) {
    throw new PatternError(
      `has a group "${taken}", and ${own.all.join(', ')} and names that begin with _ are not for fields of a line. Give the group another name`,
    );
  }
  const within = names.find((name) => names.some((other) => name.startsWith(`${other}.`)));
  if (within !== undefined) {
    throw new PatternError(
      `has a field "${within}", and another one is what stands before one of its dots: it can't be a value and an object. Give one of them another name`,
    );
  }
  checkMeeting(names, schema);
  return names;
}

/** Names that mean one field by the schema, or a field within another one, or an object of the schema's own. Throws PatternError. */
function checkMeeting(names: readonly string[], schema: Schema): void {
  const fields = names.map((name) => dotted(fieldNamed(name, schema)));
  for (const [at, field] of fields.entries()) {
    if (schema.name !== usualSchema.name && isObject(field, schema)) {
      throw new PatternError(
        `has a field "${names[at]}", and "${field}" is an object with --schema ${schema.name}. Give it another name`,
      );
    }
    const other = fields.findIndex((each, i) => i !== at && (each === field || each.startsWith(`${field}.`)));
    if (other < 0) continue;
    throw new PatternError(
      `has the fields "${names[at]}" and "${names[other]}", which are "${field}" and "${fields[other]}" with --schema ${schema.name} and can't be in one document. Give one of them another name`,
    );
  }
}
