import type { Schema } from '../../parse/schemas/names.ts';
import type { Path } from '../../parse/schemas/path.ts';
import { type FieldType, LONGEST_NAME, name, typedFields, word } from './field-types.ts';

/**
 * The type of objects whose members anybody may name: `flattened` (Elasticsearch with X-Pack basic), `flat_object`
 * (OpenSearch since 2.7), or, where there is neither, a keyword for each member.
 */
export type ObjectType = 'flattened' | 'flat_object' | 'keyword';

/** What a mapping depends on. */
export interface MappingFor {
  readonly schema: Schema;
  readonly objects: ObjectType;
  /** The agent's, `1.2.3`. */
  readonly version: string;
  readonly isDataStream?: boolean;
}

/**
 * The mapping of documents, whose fields have the names of a schema. A pure function.
 *
 * A name within an object that holds no other field, as the short `client.domain`, is not named here: `client` would be an object in every index,
 * and patterns and JSON lines could have no field of that name. It gets the type of any other string.
 *
 * Fields that are not named here are typed by their first value, but never as a date, as a boolean or as an integer that later
 * values don't fit: what a wrong guess refuses is lost to charts. With the setting `ignore_malformed` of the template a value that
 * is no number is kept in the document all the same.
 */
export function mappingOf({
  schema,
  objects,
  version,
  isDataStream = false,
}: MappingFor): Record<string, unknown> {
  const labels = objects === 'keyword' ? { type: 'object' } : objectOf(objects);
  return {
    _meta: { logagent: { version } },
    date_detection: false,
    dynamic_templates: dynamicTemplates(schema, objects),
    properties: treeOf(typedFields(schema, labels, isDataStream), [schema.access.domain, schema.text.port]),
  };
}

/** The properties of an object. */
type Properties = Record<string, FieldType & { readonly properties?: Properties }>;

/** Each field in the objects that its path names. Those of `shy` only where something else is in their object. */
function treeOf(fields: ReturnType<typeof typedFields>, shy: readonly string[]): Properties {
  const properties: Properties = {};
  const isShy = (path: Path): boolean => typeof path === 'string' && shy.includes(path);
  for (const [path, type] of fields) if (!isShy(path)) place(properties, path, type);
  for (const [path, type] of fields) {
    const [first = ''] = namesIn(path);
    if (isShy(path) && properties[first] !== undefined) place(properties, path, type);
  }
  return properties;
}

/** Of two types for one field the first counts. */
function place(properties: Properties, path: Path, type: FieldType): void {
  const names = namesIn(path);
  const last = names.pop() ?? '';
  let within = properties;
  for (const name of names) {
    const { [name]: object = { properties: {} } } = within;
    within[name] = object;
    within = object.properties ?? {};
  }
  within[last] ??= type;
}

/** To a mapping each dot is an object, wherever it stands; to a document (`namesIn` of src/parse/schemas/path.ts) it is not. */
function namesIn(path: Path): string[] {
  return [path].flat().join('.').split('.');
}

function objectOf(type: 'flattened' | 'flat_object'): Record<string, unknown> {
  return type === 'flattened' ? { type, ignore_above: LONGEST_NAME } : { type };
}

/** The first that fits decides. */
function dynamicTemplates({ container }: Schema, objects: ObjectType): readonly Record<string, unknown>[] {
  const members = (['labels', 'attrs'] as const).map((field) => ({
    [`container_${field}`]: {
      path_match: `${namesIn(container[field]).join('.')}.*`,
      match_mapping_type: 'string',
      mapping: name,
    },
  }));
  return [
    ...(objects === 'keyword' ? members : []),
    { strings: { match_mapping_type: 'string', mapping: word } },
    // A keyword takes `true`, `"yes"` and 1; a boolean would refuse the last two.
    { booleans: { match_mapping_type: 'boolean', mapping: name } },
    // Elasticsearch's own choice, float, can't tell two seconds of one minute since 1970 from each other.
    { fractions: { match_mapping_type: 'double', mapping: { type: 'double' } } },
  ];
}
