import type { Container } from '../../log/block.ts';
import type { RoleFields } from '../roles/read-roles.ts';
import type { Schema } from '../schemas/names.ts';
import type { Names } from './names.ts';
import { OwnNames } from './own-names.ts';
import { wellFormed } from './well-formed.ts';

/** Where the members of a JSON line go: into the document itself, into one object, or into one for each service. */
export const JSON_FIELDS = ['root', 'json', 'container'] as const;
export type JsonFields = (typeof JSON_FIELDS)[number];

/** An object, or several within each other, around members. */
export interface Around {
  /** `"json":{`; empty where the members stand in the document itself. */
  readonly begin: string;
  readonly levels: number;
  /** Objects that Elasticsearch makes of it: a dot in a name is one more. */
  readonly depth: number;
}

/** Where each member of a JSON line goes. */
export interface Places {
  readonly usual: Around;
  /** Members with one of these names go elsewhere. Absent where no name is the agent's. */
  readonly apart?: Around & { readonly names: Names };
  /** Fields of the document itself for what the line tells of itself. Absent where members stay what they are. */
  readonly roles?: RoleFields;
}

/** No object at all. */
export const ITSELF: Around = { begin: '', levels: 0, depth: 0 };

/** Longer than people's names; a label may have megabytes. */
const LONGEST_NAME = 128;

/** The places of the lines of a container, by the option. */
export function placesOf(where: JsonFields, schema: Schema, container?: Container): Places {
  if (where === 'root') {
    return { usual: ITSELF, apart: { ...around([schema.json]), names: new OwnNames(schema) } };
  }
  const within = where === 'container' && container !== undefined ? [fieldName(container)] : [];
  return { usual: around([schema.json, ...within]), roles: schema };
}

function around(names: readonly string[]): Around {
  return {
    begin: names.map((name) => `${JSON.stringify(name)}:{`).join(''),
    levels: names.length,
    depth: names.join('.').split('.').length,
  };
}

/** A dot would make an object of each part, and two services, `shop` and `shop.api`, meet in one. */
function fieldName({ service, name, id }: Container): string {
  const text = [service, name, id].find((each) => each !== undefined && each.trim() !== '') ?? '';
  return wellFormed(text.slice(0, LONGEST_NAME)).replaceAll('.', '_');
}
