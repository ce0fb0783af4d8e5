import { RequestError } from '../request-error.ts';

/** The existing indices that an expression like `a,b*,_all` selects. Throws RequestError (404) when a name without `*` doesn't exist. */
export function selectIndices(existing: readonly string[], expression = '_all'): Set<string> {
  const selected = new Set<string>();
  for (const name of expression.split(',')) {
    const parts = (name === '_all' ? '*' : name).split('*');
    const meant = existing.filter((index) => (parts.length > 1 ? isLike(index, parts) : index === name));
    if (meant.length === 0 && parts.length === 1) {
      throw new RequestError(404, 'index_not_found_exception', `no such index [${name}]`);
    }
    for (const index of meant) selected.add(index);
  }
  return selected;
}

/** Whether the name begins with the first part, ends with the last, and holds the others between them in this order. */
function isLike(name: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let position = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, position);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    position = found + part.length;
  }
  return true;
}
