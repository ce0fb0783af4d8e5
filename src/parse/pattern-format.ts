import { wellFormed } from './document.ts';
import type { EscapedScanner } from './escaped-scanner.ts';
import { COPIED, type Copied, type Format, OTHER, UNSURE } from './format.ts';
import type { Pattern } from './pattern.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Control characters, the backslash, surrogates: what no JSON string can hold as it is, beside the quote. */
const ODD = /[^ -[\]-\ud7ff\ue000-\uffff]/;
/** What a value takes beside its name and itself: `"",`, and two bytes where it begins with half a surrogate pair. */
const AROUND_VALUE = 5;

/** A text that a pattern describes, told from its decoded form in both ways: a regular expression knows no escapes. */
export class PatternFormat implements Format {
  readonly extraBytes: number;
  readonly #pattern: Pattern;
  readonly #names: readonly string[];
  /** For each name, `"name":`. */
  readonly #begins: readonly string[];
  readonly #isNumber: readonly boolean[];

  /** `numbers` are the groups that must be numbers; a text in which one is something else is not described. */
  constructor(pattern: Pattern, numbers: readonly string[]) {
    this.#pattern = pattern;
    this.#names = pattern.names;
    this.#begins = this.#names.map((name) => `${ascii(JSON.stringify(name))}:`);
    this.#isNumber = this.#names.map((name) => numbers.includes(name));
    this.extraBytes = this.#begins.reduce((sum, begin) => sum + begin.length + AROUND_VALUE, 0);
  }

  read(text: string): string | undefined {
    const members = this.#members(text, ODD.test(text));
    return members?.slice(0, -1);
  }

  copy(scan: EscapedScanner): Copied {
    const { target, out } = scan;
    if (!scan.copyLine()) return UNSURE;
    const escaped = target.toString('utf8', out, scan.out);
    const bytes = scan.out - out;
    const text = escaped.includes('\\') ? (JSON.parse(`"${escaped}"`) as string) : escaped;
    const members = this.#members(text, text !== escaped && ODD.test(text));
    if (members === undefined) return OTHER;
    // Groups within groups repeat text, and then there may be no room for it.
    if (Buffer.byteLength(members) > bytes + this.extraBytes) return UNSURE;
    scan.out = out + target.write(members, out);
    return COPIED;
  }

  /** Each with a comma behind it. Unless `odd`, nothing but quotes needs an escape. */
  #members(text: string, odd: boolean): string | undefined {
    const groups = this.#pattern.read(text);
    if (groups === undefined) return undefined;
    let members = '';
    for (let i = 0; i < this.#names.length; i++) {
      const value = groups[this.#names[i] as string];
      if (value === undefined) continue;
      if (this.#isNumber[i]) {
        if (!NUMBER.test(value)) return undefined;
        members += `${this.#begins[i]}${value},`;
      } else {
        members += this.#begins[i] + (odd ? JSON.stringify(wellFormed(value)) : quoted(value));
        members += ',';
      }
    }
    return members === '' ? undefined : members;
  }
}

function quoted(value: string): string {
  return value.includes('"') ? `"${value.replaceAll('"', '\\"')}"` : `"${value}"`;
}

function ascii(text: string): string {
  return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
