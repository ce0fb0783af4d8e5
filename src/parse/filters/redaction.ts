import { createHmac } from 'node:crypto';
import type { LinearRegexp } from '../formats/grok/linear-regexp.ts';
import { addresses, isAddress } from './secrets/addresses.ts';
import { cardNumbers, isCardNumber } from './secrets/card-numbers.ts';
import { emails } from './secrets/emails.ts';
import { namedValues } from './secrets/named-values.ts';
import type { SecretKind } from './secrets/secret.ts';
import { tokens } from './secrets/tokens.ts';

/** Kinds of secrets that are known. */
export const SECRET_KINDS = ['cards', 'emails', 'ips', 'tokens'] as const;
export type SecretName = (typeof SECRET_KINDS)[number];

interface Kind {
  readonly name: RedactedBy;
  /** What is left of a secret. */
  readonly word: string;
  readonly kind: SecretKind;
}

/** In this order: a token may hold an address, and an address digits. */
const KINDS: readonly Kind[] = [
  { name: 'tokens', word: 'token', kind: tokens },
  { name: 'emails', word: 'email', kind: emails },
  { name: 'cards', word: 'card', kind: cardNumbers },
  { name: 'ips', word: 'ip', kind: addresses },
];

const REDACTED = 'redacted';
/** Of a hash, 64 bits: two of ten million values are alike in one of a hundred thousand cases. */
const HASH_BYTES = 8;
const LETTER_A = 0x61;

export interface RedactionOptions {
  readonly kinds: readonly SecretName[];
  /** Values behind these names in texts are secret. */
  readonly names?: readonly string[];
  /** What they match is secret, but for what a group named `keep` matches at the beginning. */
  readonly patterns: readonly LinearRegexp[];
  /** With it a hash of each secret stays, which tells those with the same value from others; absent: nothing of it does. */
  readonly key?: Buffer | undefined;
}

/** What was redacted: a kind, `patterns` or `fields`. */
export type RedactedBy = SecretName | 'patterns' | 'fields';

/** Takes secrets out of texts. The same secret becomes the same text, under the same key. */
export class Redaction {
  readonly #kinds: readonly Kind[];
  readonly #patterns: readonly LinearRegexp[];
  readonly #key: Buffer | undefined;
  readonly #onRedacted: (by: RedactedBy) => void;

  constructor(
    { kinds, names = [], patterns, key }: RedactionOptions,
    onRedacted: (by: RedactedBy) => void = () => {},
  ) {
    const named: Kind = { name: 'fields', word: REDACTED, kind: namedValues(names) };
    this.#kinds = [
      ...(names.length > 0 ? [named] : []),
      ...KINDS.filter(({ name }) => kinds.some((each) => each === name)),
    ];
    this.#patterns = patterns;
    this.#key = key;
    this.#onRedacted = onRedacted;
  }

  /** Whether a text may hold a secret, also a text in JSON string form. */
  get mayBe(): readonly RegExp[] {
    return this.#patterns.length > 0 ? [/./s] : this.#kinds.map(({ kind }) => kind.mayBe);
  }

  /** The text without secrets. */
  text(text: string): string {
    let left = text;
    for (const pattern of this.#patterns) left = this.#withoutMatches(left, pattern);
    for (const { name, word, kind } of this.#kinds) {
      if (kind.mayBe.test(left)) left = kind.replace(left, (secret) => this.#replacement(secret, word, name));
    }
    return left;
  }

  /** What stands in the place of a whole text that is secret. An address stays one, as its field's type may ask for. */
  secret(text: string): string {
    if (!isAddress(text)) return text === '' ? text : this.#replacement(text, REDACTED, 'fields');
    return addresses.replace(text, (secret) => this.#replacement(secret, REDACTED, 'fields'));
  }

  /** Whether a number or a word, as JSON has it, may not be told. */
  hides(value: string, isSecret: boolean): boolean {
    const isCard = this.#kinds.some(({ name }) => name === 'cards') && isCardNumber(value);
    if (isSecret || isCard) this.#onRedacted(isSecret ? 'fields' : 'cards');
    return isSecret || isCard;
  }

  #withoutMatches(text: string, pattern: LinearRegexp): string {
    return pattern.replace(text, (match, kept) => {
      const before = kept !== undefined && match.startsWith(kept) ? kept : '';
      const secret = match.slice(before.length);
      return secret === '' ? match : before + this.#replacement(secret, REDACTED, 'patterns');
    });
  }

  #replacement(secret: string, word: string, by: RedactedBy): string {
    this.#onRedacted(by);
    return this.#key === undefined ? `[${word}]` : `[${word}:${hashOf(secret, this.#key)}]`;
  }
}

/** In letters alone, so that it does not look like a number or an address. */
function hashOf(secret: string, key: Buffer): string {
  const hash = createHmac('sha256', key).update(secret).digest().subarray(0, HASH_BYTES);
  return Array.from(hash, (byte) => String.fromCharCode(LETTER_A + (byte >> 4), LETTER_A + (byte & 15))).join(
    '',
  );
}
