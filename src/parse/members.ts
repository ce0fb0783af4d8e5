interface Node {
  /** The member's name and what stands behind it, as JSON: `"a":`. */
  readonly begin: string;
  /** Which value stands here; undefined for an object of members. */
  readonly at: number | undefined;
  readonly members: Map<string, Node>;
}

/**
 * Members of an object, each at its path: `a.b` is member `b` of an object `a`. Made once for a list of paths, and written as often as there
 * are values: an object of objects made for each, and given to JSON.stringify, took twice as long.
 */
export class Members {
  readonly #members = new Map<string, Node>();

  /** No path may be given twice or be the beginning of another one. */
  constructor(paths: readonly string[]) {
    for (const [at, path] of paths.entries()) {
      const names = path.split('.');
      let members = this.#members;
      for (const [depth, name] of names.entries()) {
        const node = members.get(name) ?? {
          begin: beginOf(name),
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
   * and so are objects that would hold nothing else.
   */
  json(values: readonly unknown[]): string {
    return jsonOf(this.#members, values);
  }
}

/** The JSON of a member up to its value: `"a":{"b":` for the path `a.b`. */
export function beginOf(path: string): string {
  return path
    .split('.')
    .map((name) => `${JSON.stringify(name)}:`)
    .join('{');
}

function jsonOf(members: ReadonlyMap<string, Node>, values: readonly unknown[]): string {
  let json = '';
  for (const { begin, at, members: inner } of members.values()) {
    const value = at === undefined ? jsonOf(inner, values) : values[at];
    if (value === undefined || (at === undefined && value === '')) continue;
    const comma = json === '' ? '' : ',';
    json += at === undefined ? `${comma}${begin}{${value}}` : `${comma}${begin}${JSON.stringify(value)}`;
  }
  return json;
}
