import type { ChoiceOptions } from '../../parse/filters/choice.ts';
import { Choice } from '../../parse/filters/choice.ts';
import type { DocumentFilterOptions } from '../../parse/filters/document-filter.ts';
import type { FieldRulesOptions } from '../../parse/filters/field-rules.ts';
import type { RedactionOptions } from '../../parse/filters/redaction.ts';
import type { LinearRegexp } from '../../parse/formats/grok/linear-regexp.ts';
import { ownFieldAt, pathOfAdded, withAdded } from '../../parse/schemas/added.ts';
import { fieldNamed } from '../../parse/schemas/field-named.ts';
import type { Schema } from '../../parse/schemas/names.ts';
import { dotted } from '../../parse/schemas/path.ts';
import { OptionError } from '../option-values.ts';
import type { Added } from './filter-values.ts';

/** The values of the rows that make a filter. */
export interface FilterOptions {
  readonly schema: Schema;
  readonly unmatched: 'ship' | 'drop';
  readonly includeLines: readonly LinearRegexp[];
  readonly excludeLines: readonly LinearRegexp[];
  readonly sample: number;
  readonly drop: readonly string[];
  readonly redact: RedactionOptions['kinds'];
  readonly redactFields: readonly string[];
  readonly redactPattern: readonly LinearRegexp[];
  readonly redactWith: 'word' | 'hash';
  readonly redactKey: Buffer | undefined;
}

/** The filter of which the options speak; undefined when every document ships as it is. Throws OptionError. */
export function filterOf(options: FilterOptions): DocumentFilterOptions | undefined {
  const { includeLines: include, excludeLines: exclude, sample: sampleOf, unmatched } = options;
  const choice: ChoiceOptions = { include, exclude, sampleOf, dropsUnmatched: unmatched === 'drop' };
  const fields = fieldsOf(options);
  const chooses = include.length > 0 || exclude.length > 0 || sampleOf > 1 || choice.dropsUnmatched;
  if (!chooses && fields === undefined) return undefined;
  return { choice: new Choice(choice), ...(fields && { fields }) };
}

function fieldsOf(options: FilterOptions): FieldRulesOptions | undefined {
  const { schema, drop, redact, redactFields, redactPattern, redactWith, redactKey } = options;
  const redacts = redact.length > 0 || redactFields.length > 0 || redactPattern.length > 0;
  const hashes = redactWith === 'hash';
  if (hashes && redactKey === undefined)
    throw new OptionError(
      '--redact-with hash needs a key, without which anybody finds short secrets by trying. Give --redact-key-file.',
    );
  if (redactKey !== undefined && !hashes)
    throw new OptionError(
      '--redact-key-file is the key of hashes. Give --redact-with hash, or leave it out.',
    );
  if (hashes && !redacts)
    throw new OptionError(
      '--redact-with hash says how, and nothing says what. Give --redact, --redact-fields or --redact-pattern.',
    );
  if (!redacts && drop.length === 0) return undefined;
  const redaction = { kinds: redact, patterns: redactPattern, key: redactKey };
  const named = (name: string) => dotted(fieldNamed(name, schema));
  const dropped = drop.flatMap((name) => [name, named(name)]);
  const secret = redactFields.flatMap((name) => [name, named(name)]);
  return { drop: [...new Set(dropped)], secret: [...new Set(secret)], redaction, stream: schema.stream };
}

/** The schema with the fields of `--add`. Throws OptionError. */
export function schemaOf({
  schema,
  add,
}: {
  readonly schema: Schema;
  readonly add: readonly Added[];
}): Schema {
  return add.reduce((all, { name, value }) => {
    const path = pathOfAdded(name, schema);
    const own = ownFieldAt(path, all);
    if (own === undefined) return withAdded(all, [{ path, value }]);
    throw new OptionError(
      `--add: ${JSON.stringify(name)} can't stand beside ${JSON.stringify(own)}, which documents have already. Give another name.`,
    );
  }, schema);
}
