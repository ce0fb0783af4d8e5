/**
 * Where a member of a document is. In a text each dot is an object: `a.b` is member `b` of an object `a`. A list has the names one by one, so
 * that a dot in one of them is written as it stands.
 */
export type Path = string | readonly string[];

/** The names of the objects on the way, the outermost first, and at the end that of the member. */
export function namesIn(path: Path): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path;
}

/** The path as searches and mappings write it. To them it makes no difference where a dot is an object and where it stands in a name. */
export function dotted(path: Path): string {
  return typeof path === 'string' ? path : path.join('.');
}
