import type { Schema } from './names.ts';
import { dotted, type Path } from './path.ts';
import { SCHEMAS } from './schemas.ts';

/** A field with one value in all documents. */
export type Constant = Schema['constants'][number];

/** The schema with further fields that are the same in all documents. */
export function withAdded(schema: Schema, added: readonly Constant[]): Schema {
  return added.length === 0 ? schema : { ...schema, constants: [...schema.constants, ...added] };
}

/** Those further fields. */
export function addedTo({ name, constants }: Schema): readonly Constant[] {
  return constants.slice(SCHEMAS[name].constants.length);
}

/** Where a further field of this name is: with OpenTelemetry it is an attribute of the resource, elsewhere each dot is an object. */
export function pathOfAdded(name: string, schema: Schema): Path {
  return schema.name === 'otel' ? ['resource', 'attributes', name] : name;
}

/** The schema's own field that can't stand beside one at this path: the same one, or one of the two within the other. */
export function ownFieldAt(path: Path, schema: Schema): string | undefined {
  const name = dotted(path);
  return ownFields(schema).find(
    (own) => own === name || own.startsWith(`${name}.`) || name.startsWith(`${own}.`),
  );
}

function ownFields(schema: Schema): string[] {
  const { access, text, marks, refusal, container, pod, constants, aliases } = schema;
  const groups = [access, text, marks, refusal, container, pod].flatMap((names): Path[] =>
    Object.values(names),
  );
  const { message, level, levelNumber, timestamp, severity = message, json, stream, time } = schema;
  const single = [
    message,
    level,
    levelNumber,
    timestamp,
    severity,
    json,
    stream,
    time,
    ...Object.keys(aliases),
  ];
  const placed = [schema.offset, schema.path, schema.hostName, ...constants.map(({ path }) => path)];
  return [...groups, ...single, ...placed].map(dotted);
}
