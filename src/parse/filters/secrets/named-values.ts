import type { SecretKind } from './secret.ts';

/** Between a name and its value, also as JSON, JSON within a string, and URLs write it. */
const BETWEEN = '\\\\*["\']?\\s*(?:[:=]|%3[AaDd])\\s*';
/** In quotes, in quotes of JSON within a string, in single ones, or up to what ends a word. A group for each, and what opens it. */
const VALUES = '(")((?:[^"\\\\]|\\\\.)+)|(\\\\+")([^"\\\\]+)|(\')([^\']+)|()([^\\s"\'\\\\,;&<>()[\\]{}]+)';
/** In VALUES. */
const GROUPS = 8;

/** Values behind names in texts that are of no format, or that have such pairs in a field: `password=x`, `"password":"x"`, `?password=x`. */
export function namedValues(names: readonly string[]): SecretKind {
  const any = names.map((name) => name.split(/[-_.]/).map(quoted).join('[-_.]')).join('|');
  const pairs = new RegExp(`((?:${any})${BETWEEN})(?:${VALUES})`, 'gi');
  return {
    mayBe: new RegExp(`(?:${any})${BETWEEN}`, 'i'),
    replace: (text, replacement) =>
      text.replace(pairs, (_whole, before: string, ...groups: (string | undefined)[]) => {
        const at = groups.slice(0, GROUPS).findIndex((group, i) => i % 2 === 1 && group !== undefined);
        return before + groups[at - 1] + replacement(groups[at] as string);
      }),
  };
}

/** A regular expression for this text alone. */
export function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
