import type { SecretKind } from './secret.ts';

/** Also as URLs write it. */
const AT_SIGNS = /@|%40/g;
const DOMAIN = /[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/uy;
/** The last parts of domains: letters, or what stands for those that are not of ASCII. */
const TOP_LEVEL = /\.\p{L}[\p{L}\p{N}-]+/u;
const ASCII = 0x80;
/** Characters of ASCII that a name before the at sign may have without quotes (RFC 5322), but for those that stand around addresses: `=`, `/`, `?`, `&`, `'`. */
const OF_NAME = new Uint8Array(ASCII);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%*+^_`{|}~-')
  OF_NAME[character.charCodeAt(0)] = 1;

/** E-mail addresses, whole. */
export const emails: SecretKind = {
  mayBe: /@|%40/,
  replace(text, replacement) {
    let done = '';
    let from = 0;
    for (const { 0: sign, index } of text.matchAll(AT_SIGNS)) {
      if (index < from) continue;
      const begin = beginOfName(text, index, from);
      const end = endOfDomain(text, index + sign.length);
      if (begin === index || end === undefined) continue;
      done += text.slice(from, begin) + replacement(text.slice(begin, end));
      from = end;
    }
    return done + text.slice(from);
  },
};

function beginOfName(text: string, at: number, from: number): number {
  let begin = at;
  while (begin > from && isOfName(text.charCodeAt(begin - 1))) begin--;
  return begin;
}

/** Names may have letters of any script. */
function isOfName(code: number): boolean {
  return code >= ASCII || OF_NAME[code] === 1;
}

/** Undefined when what stands there is not the name of a domain. */
function endOfDomain(text: string, at: number): number | undefined {
  DOMAIN.lastIndex = at;
  const [domain] = DOMAIN.exec(text) ?? [];
  return domain !== undefined && TOP_LEVEL.test(domain) ? at + domain.length : undefined;
}
