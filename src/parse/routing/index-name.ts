/** Elasticsearch's own limit for the name of an index. */
export const MOST_NAME_BYTES = 255;

/** Elasticsearch's own rules for index names (MetadataCreateIndexService.validateIndexOrAliasName). */
export function isIndexName(name: string): boolean {
  if (hasBadCharacter(name) || /^[-_+]/.test(name) || name === '.' || name === '..') return false;
  return name !== '' && Buffer.byteLength(name) <= MOST_NAME_BYTES;
}

/** It has a character that no index name may have, wherever it stands. */
export function hasBadCharacter(text: string): boolean {
  return /[\\/*?"<>| ,#:\p{Lu}]/u.test(text);
}

/**
 * A value as a part of an index name: in lower case, and `_` for each character that is no letter, digit, point, hyphen or underscore. Fewer
 * than Elasticsearch allows: a name that it refuses would hold up all documents, and its Unicode may be of another version.
 */
export function partOfName(value: string, mostBytes: number): string {
  const part = value.toLowerCase().replace(/[^\p{Ll}\p{Lo}\p{M}\p{Nd}._-]/gu, '_');
  if (Buffer.byteLength(part) <= mostBytes) return part;
  let cut = '';
  let bytes = 0;
  for (const character of part) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    cut += character;
  }
  return cut;
}
