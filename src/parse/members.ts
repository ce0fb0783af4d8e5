import { namesIn, type Path } from './schemas/path.ts';

interface Node {
  /** The member's name and what stands behind it, as JSON: `"a":`. */
  readonly begin: string;
  /** Which value stands here; undefined for an object of members. */
  readonly at: number | undefined;
  readonly members: Map<string, Node>;
}

/**
 * Members of an object, each at its path. Made once for a list of paths, and written as often as there
 * are values: an object of objects made for each, and given to JSON.stringify, took twice as long.
 */
export class Members {
  readonly #members = new Map<string, Node>();

  /** No path may be given twice or be the beginning of another one. */
  constructor(paths: readonly Path[]) {
    for (const [at, path] of paths.entries()) {
      const names = namesIn(path);
      let members = this.#members;
      for (const [depth, name] of names.entries()) {
        const node = members.get(name) ?? {
          begin: beginOf([name]),
          at: depth === names.length - 1 ? at : undefined,
          members: new Map(),
        };
        members.set(name, node);
        members = node.members;
      }
    }
  }

  /**
   * The JSON of the members without the outer braces. A value for each path, in the order of the paths. Values that are undefined are left out,
   * and so are objects that would hold nothing else. `write` makes the JSON of a value.
   */
  json<T>(values: readonly T[], write: (value: T) => string = JSON.stringify): string {
    return jsonOf(this.#members, values, write);
  }
}

/** The JSON of a member up to its value: `"a":{"b":` for the path `a.b`. */
export function beginOf(path: Path): string {
  return namesIn(path)
    .map((name) => `${JSON.stringify(name)}:`)
    .join('{');
}

function jsonOf<T>(
  members: ReadonlyMap<string, Node>,
  values: readonly T[],
  write: (value: T) => string,
): string {
  let json = '';
  for (const { begin, at, members: inner } of members.values()) {
    const comma = json === '' ? '' : ',';
    if (at === undefined) {
      const object = jsonOf(inner, values, write);
      if (object !== '') json += `${comma}${begin}{${object}}`;
    } else if (values[at] !== undefined) {
      json += `${comma}${begin}${write(values[at] as T)}`;
    }
  }
  return json;
}
