/**
 * A value's words in lower case, as Elasticsearch's standard analyzer finds them, nearly: dots and apostrophes between
 * letters don't part them.
 */
export function words(value: unknown): string[] {
  return (
    String(value)
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+(?:[.'’][\p{L}\p{N}_]+)*/gu) ?? []
  );
}

/** Says whether a value has the phrase's words side by side, in that order. */
export function hasPhrase(phrase: unknown): (value: unknown) => boolean {
  const wanted = words(phrase);
  const run = ` ${wanted.join(' ')} `;
  return (value) => wanted.length > 0 && ` ${words(value).join(' ')} `.includes(run);
}

/** Says whether a value, or one of its words, begins so. */
export function hasPrefix(start: string): (value: unknown) => boolean {
  const lower = start.toLowerCase();
  return (value) =>
    String(value).toLowerCase().startsWith(lower) || words(value).some((word) => word.startsWith(lower));
}
