import { type Element, elementsOf } from './grok/elements.ts';
import type { Definitions } from './grok/expand.ts';
import { NAMES } from './grok/names.ts';
import { Pattern } from './pattern-source.ts';
import { endOfPairs } from './texts/logfmt/logfmt.ts';
import type { TextReader } from './texts/text-line.ts';

/** How far a text is of a format that it is not of as a whole. */
export interface HowFar {
  /** Characters of the text that fit. */
  readonly at: number;
  /** What would have fitted there, for a person. */
  readonly expected: string;
  /** Which part of the format fits, 0 to 1: by characters, one that takes any words would seem to be near to all texts. */
  readonly share: number;
}

/** Of an access line, `combined`: a hint for a person, while the format itself decides. */
const COMBINED =
  '%{NOTSPACE:ip} %{NOTSPACE:ident} %{NOTSPACE:auth} \\[%{HTTPDATE:timestamp}\\] "%{REQUEST:request}" (?<status>[1-9]\\d\\d) (?<bytes>-|\\d+) "%{REQUEST:referrer}" "%{REQUEST:agent}"';

const BRACKETED = /\[\d/;
const END = "the line's end";
/** Prose may begin as a line of some text format does: of one that fits less than this nothing is said. */
const LEAST_OF_TEXT = 0.25;
/** A field's name that no pattern has. */
const REST = 'rest_of_the_text';
/** V8's words for JSON that breaks off, and for where it ends to be some. */
const BREAKS_OFF = /Unexpected end|Unterminated string/;
const POSITION = / at position (\d+)/;

/** Tells how far texts are of a pattern. */
export class PatternProbe {
  readonly #alternatives: readonly Alternative[];

  constructor({ source, definitions }: Pick<Pattern, 'source' | 'definitions'>) {
    this.#alternatives = elementsOf(source).map((elements) => new Alternative(elements, definitions));
  }

  /** Of the alternative that comes furthest. */
  of(text: string): HowFar {
    const each = this.#alternatives.map((alternative) => alternative.of(text));
    return each.reduce((best, other) => (other.share > best.share ? other : best));
  }
}

class Alternative {
  readonly #elements: readonly Element[];
  readonly #definitions: Definitions;
  /** By the number of elements; made when they are asked for. */
  readonly #beginnings = new Map<number, Pattern>();

  constructor(elements: readonly Element[], definitions: Definitions) {
    this.#elements = elements;
    this.#definitions = definitions;
  }

  of(text: string): HowFar {
    // What the first n elements don't describe a beginning of, n + 1 don't either.
    let [fits, at, fails] = [0, 0, this.#elements.length + 1];
    while (fits + 1 < fails) {
      const middle = (fits + fails) >> 1;
      const length = this.#lengthBy(middle, text);
      if (length === undefined) fails = middle;
      else [fits, at] = [middle, length];
    }
    return { at, expected: this.#from(fits), share: fits / (this.#elements.length + 1) };
  }

  /** Characters of the text's beginning that so many elements describe. */
  #lengthBy(count: number, text: string): number | undefined {
    if (count === 0) return 0;
    let pattern = this.#beginnings.get(count);
    if (pattern === undefined) {
      const sources = this.#elements.slice(0, count).map(({ source }) => source);
      // By the same engines as the pattern itself, so a hostile line can't hold up this either.
      pattern = new Pattern(`(?:${sources.join('')})(?<${REST}>.*)`, this.#definitions);
      this.#beginnings.set(count, pattern);
    }
    const rest = pattern.read(text)?.at(pattern.groups.length);
    return rest === undefined ? undefined : text.length - rest.length;
  }

  /** The next element; of characters all that follow each other. */
  #from(index: number): string {
    const next = this.#elements[index];
    if (next === undefined) return END;
    if (next.literal === undefined) return next.source;
    let run = '';
    for (let i = index; this.#elements[i]?.literal !== undefined; i++) run += this.#elements[i]?.literal;
    return JSON.stringify(run);
  }
}

const combined = new PatternProbe({ source: COMBINED, definitions: NAMES });

/** How far a text is an access line; undefined for one that has no bracket with a digit behind it, where the time of one begins. */
export function howFarCombined(text: string): HowFar | undefined {
  return BRACKETED.test(text) ? combined.of(text) : undefined;
}

/** Tells how far texts are of one of the text formats; undefined for one that only begins like it. */
export function textProbe({ forms }: Pick<TextReader, 'forms'>): (text: string) => HowFar | undefined {
  const source = forms.map((form) => form.source.replace(/^\^|\$$/g, '')).join('|');
  const probe = new PatternProbe({ source, definitions: NAMES });
  return (text) => {
    const howFar = probe.of(text);
    if (howFar.share <= LEAST_OF_TEXT) return undefined;
    return howFar.expected === END ? { ...howFar, expected: 'a level and a time that are known' } : howFar;
  };
}

/** How far a text that begins with a pair is one of pairs; undefined for any other. */
export function howFarLogfmt(text: string): HowFar | undefined {
  const at = endOfPairs(text);
  return at === 0 ? undefined : { at, expected: 'name=value', share: at / (text.length + 1) };
}

/** How far a text that begins as a JSON object is one; undefined for any other text. */
export function howFarJson(text: string): HowFar | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  if (faultOf(text) === undefined)
    return { at: text.length, expected: 'members, of names and a depth that Elasticsearch takes', share: 1 };
  // V8 does not always tell the place, so the longest beginning that could go on is looked for.
  let [good, bad] = [0, text.length + 1];
  while (good + 1 < bad) {
    const middle = (good + bad) >> 1;
    if (mayGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return { at: good, expected: good === text.length ? 'the rest of the JSON' : 'JSON', share: 1 };
}

function mayGoOn(json: string): boolean {
  const fault = faultOf(json);
  return fault === undefined || BREAKS_OFF.test(fault) || POSITION.exec(fault)?.[1] === String(json.length);
}

function faultOf(json: string): string | undefined {
  try {
    JSON.parse(json);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
