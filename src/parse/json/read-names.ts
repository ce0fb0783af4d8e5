/** Levels that the dots of a name stand for: to Elasticsearch `a.b` is a member of an object `a`. */
export function dotsIn(name: string): number {
  return name.split('.').length - 1;
}

/** Whether Elasticsearch takes such a name for a field: none that is blank, and no dot without something on both sides. */
export function isFieldName(name: string): boolean {
  return name.split('.').every((part) => part.trim() !== '');
}
