import type { Schema } from './names.ts';
import type { Path } from './path.ts';
import { usualSchema } from './short.ts';

/** Names of the short schema that a person may use for fields of a line, each with what the schema calls it. */
function byShortName(schema: Schema): Map<string, string> {
  const parts = [
    [usualSchema.access, schema.access],
    [usualSchema.text, schema.text],
  ] as const;
  const names = parts.flatMap(([short, names]) =>
    Object.entries(short).map(([key, name]): [string, string] => [name, names[key as keyof typeof names]]),
  );
  const { level, levelNumber, message } = usualSchema;
  return new Map([
    ...names,
    [level, schema.level],
    [levelNumber, schema.levelNumber],
    [message, schema.message],
  ]);
}

/**
 * Where a field is that a pattern names: a short name means what the schema calls so, and so do the names of grok's patterns for access lines. Any
 * other is what it says, within the schema's prefix.
 */
export function fieldNamed(name: string, schema: Schema): Path {
  if (schema.name === usualSchema.name) return name;
  const known = byShortName(schema).get(name);
  if (known !== undefined) return [known];
  return schema.prefix === '' ? name : [`${schema.prefix}${name}`];
}

/** Whether some field of a line is within an object of this name: then no value may have it. */
export function isObject(name: string, { access, text, message, level }: Schema): boolean {
  const names: string[] = [...Object.values(access), ...Object.values(text), message, level];
  return names.some((each) => each.startsWith(`${name}.`));
}
