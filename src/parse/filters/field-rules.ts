import type { Scalar } from '../../source/envelope.ts';
import type { Content } from '../document.ts';
import { type RedactedBy, Redaction, type RedactionOptions } from './redaction.ts';
import { type Fate, type Rewriting, rewriteMembers, withoutText } from './rewrite-members.ts';
import { quoted } from './secrets/named-values.ts';

export interface FieldRulesOptions {
  /** Names of fields that documents don't have, with dots, as documents call them. */
  readonly drop: readonly string[];
  /**
   * Names of fields whose values are secret, or the ends of such names: `password` is `json.user.password` and `DB_PASSWORD` too. Large and small
   * letters make no difference.
   */
  readonly secret: readonly string[];
  readonly redaction: RedactionOptions;
  /** The name of the field that tells the stream. */
  readonly stream: string;
}

/** An escape by which any character may be written in another way. */
const HIDDEN = /\\u/;

/** What happens to the fields of documents. */
export class FieldRules implements Rewriting {
  readonly #drop: ReadonlySet<string>;
  /** Ends of names, each with a dot before it. */
  readonly #secret: readonly string[];
  readonly #redaction: Redaction;
  readonly #dropsStream: boolean;
  /** Members with something for these rules have a match of one of these. */
  readonly #concern: readonly RegExp[];

  constructor({ drop, secret, redaction, stream }: FieldRulesOptions, onRedacted: (by: RedactedBy) => void) {
    this.#drop = new Set(drop);
    this.#secret = secret.map((name) => `.${partsOf(name)}`);
    this.#redaction = new Redaction({ ...redaction, names: secret }, onRedacted);
    this.#dropsStream = this.#drop.has(stream);
    // Also in the JSON that a text is.
    const names = [...drop, ...secret].map(
      (name) => new RegExp(`${lastOf(name)}(?:_text|[-._])*\\\\*"\\s*:`, 'i'),
    );
    this.#concern = [HIDDEN, ...this.#redaction.mayBe, ...names];
  }

  /** Whether this field goes, or an object around it. */
  drops(path: string): boolean {
    for (const name of this.#drop) if (path === name || path.startsWith(`${name}.`)) return true;
    return false;
  }

  /** Whether these members, as JSON, may have something that is to be changed. */
  concern(members: string): boolean {
    return this.#concern.some((each) => each.test(members));
  }

  content(content: Content): Content {
    const fields = rewriteMembers(content.fields, this);
    const stream = this.#dropsStream ? '' : content.stream;
    return { ...content, fields, stream, marks: content.marks && this.#marks(content.marks) };
  }

  /** What is left of a value at this path; null: nothing. */
  value(path: string, value: Scalar): Scalar | null {
    const isSecret = this.fate(path) === 'secret';
    if (typeof value === 'string') return this.text(value, isSecret);
    return this.hides(String(value), isSecret) ? null : value;
  }

  fate(path: string): Fate {
    if (this.#drop.size > 0 && (this.#drop.has(path) || this.#drop.has(withoutText(path)))) return 'dropped';
    if (this.#secret.length === 0) return 'kept';
    const parts = `.${partsOf(withoutText(path))}`;
    return this.#secret.some((end) => parts.endsWith(end)) ? 'secret' : 'kept';
  }

  text(value: string, isSecret = false): string {
    return isSecret ? this.#redaction.secret(value) : this.#redaction.text(value);
  }

  hides(value: string, isSecret: boolean): boolean {
    return this.#redaction.hides(value, isSecret);
  }

  #marks(marks: NonNullable<Content['marks']>): NonNullable<Content['marks']> {
    const { original, original_base64: bytes, ...others } = marks;
    // In a whole text it is not known which part of it is a field.
    if (this.#secret.length > 0) return others;
    return {
      ...marks,
      ...(original !== undefined && { original: this.text(original) }),
      ...(bytes !== undefined && { original_base64: this.#bytes(bytes) }),
    };
  }

  /** What is replaced in it is of ASCII, which each byte of UTF-8 and of most other encodings stands for alone. */
  #bytes(base64: string): string {
    const text = Buffer.from(base64, 'base64').toString('latin1');
    return Buffer.from(this.text(text), 'latin1').toString('base64');
  }
}

/** A name in small letters with dots between its words: formats write underscores for dots where these would make a field of a value. */
function partsOf(name: string): string {
  const parts = name.toLowerCase().replace(/[-_]/g, '.');
  let end = parts.length;
  while (parts[end - 1] === '.') end--;
  return parts.slice(0, end);
}

/** The last word of a name, for a regular expression. */
function lastOf(name: string): string {
  const parts = partsOf(name);
  return quoted(parts.slice(parts.lastIndexOf('.') + 1));
}
