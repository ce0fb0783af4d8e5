import type { Replacement, SecretKind } from './secret.ts';
import { WORD_BEGINS } from './secret.ts';

const SCHEMES = 'bearer|basic|apikey|digest|negotiate|token';
/** Between a scheme and what it is for: also as URLs and JSON write it. */
const BETWEEN = '(?:[\\s:="\'+]|%20|%3[AaDd]|%22)+';
const CREDENTIALS = '[\\w.~+/=%-]+';
/** What was put in the place of a secret begins so; what stands between is no part of one, and a scheme is none by itself. */
const NO_SECRET = `(?!\\[|[=+]|%20|%3[AaDd]|%22|(?:${SCHEMES})(?![\\w.~/-]))`;

/** The header, whatever the scheme: all up to the next white space or quote. */
const HEADER = new RegExp(
  `(authorization["']?\\s*[:=]\\s*["']?(?:(?:${SCHEMES})[\\s+]+){0,4})${NO_SECRET}([^\\s"',;]+)`,
  'gi',
);
const BEARER = new RegExp(
  `(${WORD_BEGINS}bearer${BETWEEN}(?:(?:${SCHEMES})${BETWEEN}){0,4})${NO_SECRET}(${CREDENTIALS})`,
  'gi',
);
const BASIC = new RegExp(`(${WORD_BEGINS}basic${BETWEEN})${NO_SECRET}(${CREDENTIALS})`, 'gi');
/** Of a URL or a form (RFC 6750, 2.2 and 2.3), and of JSON. */
const PARAMETER = /((?:access|refresh|id)_token(?:["']?\s*[:=]\s*["']?|%3D))(?!\[)([^&\s"',;]+)/gi;
/** A JSON Web Token, wherever it stands: base64 of `{"`, and two further parts. */
const WEB_TOKEN = /(?<![\w-])()(eyJ[\w-]+\.[\w-]+\.[\w-]*)/g;

/** Bearer tokens, basic credentials, other values of the header Authorization, and JSON Web Tokens. */
export const tokens: SecretKind = {
  mayBe: /bearer|basic|authorization|_token|eyJ/i,
  replace(text, replacement) {
    const behind = (whole: string, before: string, secret: string): string =>
      `${before}${replacement(secret)}${whole.slice(before.length + secret.length)}`;
    return text
      .replace(HEADER, behind)
      .replace(BEARER, behind)
      .replace(BASIC, (whole, before: string, secret: string) => basic(whole, before, secret, replacement))
      .replace(PARAMETER, behind)
      .replace(WEB_TOKEN, behind);
  },
};

/** The word is one of prose too: only where a name, a colon and a password follow it in base64 are these credentials. */
function basic(whole: string, before: string, secret: string, replacement: Replacement): string {
  const decoded = Buffer.from(decodeURIComponentOf(secret), 'base64').toString('latin1');
  return /^[\x20-\x7e\x80-\xff]*:[\x20-\x7e\x80-\xff]*$/.test(decoded) ? before + replacement(secret) : whole;
}

/** As it is, where it can't be decoded. */
function decodeURIComponentOf(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
