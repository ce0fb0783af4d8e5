import type { Around, Places } from '../json/places.ts';
import { foldIds } from '../json/unfit.ts';
import { ValidJson } from '../json/valid-json.ts';
import { errorOf, isErrorName } from '../roles/error-texts.ts';
import { membersOf, takeRoles } from '../roles/read-roles.ts';

/** The decoded way of the format `json`. */
export class JsonReader {
  readonly #places: Places;
  readonly #clean: (text: string) => string;

  /** `clean` is for the values that are strings. */
  constructor(places: Places, clean: (text: string) => string) {
    this.#places = places;
    this.#clean = clean;
  }

  /**
   * The members of a text that is one JSON object, as members of a document; undefined for any other text, and for an
   * object that Elasticsearch would never take or that holds nothing.
   *
   * Numbers stay as they were written: JSON.parse would round long ones. Of two members with one name the last one counts, as
   * for every reader of JSON.
   */
  read(text: string): string | undefined {
    if (!/^\s*\{/.test(text) || !isJson(text)) return undefined;
    const members = new ValidJson(text, this.#places, this.#clean).document();
    return members === undefined || members.size === 0 ? undefined : documentMembers(members, this.#places);
  }
}

/** The members of a line, as JSON by name, as those of a document: each in its place. */
export function documentMembers(members: Map<string, string>, { usual, apart, roles }: Places): string {
  const told = roles && membersOf(takeRoles(members), roles);
  const fields: string[] = [];
  const fieldsApart: string[] = [];
  for (const [name, value] of foldIds(members)) {
    const json = roles !== undefined && isErrorName(name) ? errorOf(value) : value;
    (apart?.names.has(name) ? fieldsApart : fields).push(`${JSON.stringify(name)}:${json}`);
  }
  return [
    ...wrapped(fields, usual),
    ...(apart === undefined ? [] : wrapped(fieldsApart, apart)),
    ...(told ?? []),
  ].join(',');
}

/** The members as one, within the objects around them; none when there are none. */
function wrapped(members: readonly string[], { begin, levels }: Around): string[] {
  return members.length === 0 ? [] : [`${begin}${members.join(',')}${'}'.repeat(levels)}`];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
