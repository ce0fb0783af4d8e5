import { readWrittenTime } from '../../roles/written-times.ts';
import { fieldNamed } from '../../schemas/field-named.ts';
import type { Schema } from '../../schemas/names.ts';
import type { Path } from '../../schemas/path.ts';
import { usualSchema } from '../../schemas/short.ts';
import { floatJson, intJson } from './convert.ts';
import { type FieldType, type Group, TIMESTAMP } from './field.ts';

/** A number, as JSON has it: in `--pattern-numbers`. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Behind the name of a field whose text can't be what its type says. */
const AS_TEXT = '_text';

/** A field of a pattern's documents. */
export interface PatternField {
  /** In the document. */
  readonly path: Path;
  /** The capturing groups that it may come from; more than one of them only in alternatives, mostly. */
  readonly groups: readonly number[];
  /** What the text becomes, as JSON; undefined when it can't. Absent where it stays a text. */
  readonly convert?: (text: string) => string | undefined;
  /** Where a text goes that can't be converted; absent where the line is of another format then. */
  readonly otherwise?: Path;
}

/** The types' conversions; that of a time is the field's, whatever its type. */
const CONVERT: Readonly<Record<FieldType, PatternField['convert']>> = {
  string: undefined,
  int: intJson,
  float: floatJson,
};

/** The fields that a pattern's lines have, each once; `numbers` are those without which a line is not of the pattern. */
export function fieldsOf(
  pattern: { readonly groups: readonly Group[]; readonly names: readonly string[] },
  numbers: readonly string[],
  schema: Schema = usualSchema,
): PatternField[] {
  return shortFieldsOf(pattern, numbers).map(({ path, otherwise, ...field }) => ({
    ...field,
    path: fieldNamed(path, schema),
    ...(otherwise !== undefined && { otherwise: fieldNamed(otherwise, schema) }),
  }));
}

interface ShortField extends PatternField {
  readonly path: string;
  readonly otherwise?: string;
}

/** The same with the names of the short schema. */
function shortFieldsOf(
  pattern: { readonly groups: readonly Group[]; readonly names: readonly string[] },
  numbers: readonly string[],
): ShortField[] {
  const taken = [...pattern.names];
  const free = (path: string): string => {
    // The name of an object is taken as well.
    if (taken.some((other) => other === path || other.startsWith(`${path}.`)))
      return free(`${path}${AS_TEXT}`);
    taken.push(path);
    return path;
  };
  return pattern.names.map((path) => {
    const groups = pattern.groups.flatMap((group, i) => (group.path === path ? [i + 1] : []));
    if (numbers.includes(path)) return { path, groups, convert: numberJson };
    if (path === TIMESTAMP)
      return { path, groups, convert: timeJson, otherwise: free(usualSchema.text.time) };
    const types = groups.map((group) => pattern.groups[group - 1]?.type ?? 'string');
    const convert = CONVERT[types.find((type) => type !== 'string') ?? 'string'];
    return convert === undefined
      ? { path, groups }
      : { path, groups, convert, otherwise: free(`${path}${AS_TEXT}`) };
  });
}

function numberJson(text: string): string | undefined {
  return NUMBER.test(text) ? text : undefined;
}

function timeJson(text: string): string | undefined {
  const time = readWrittenTime(text);
  return time === undefined ? undefined : `"${time}"`;
}
