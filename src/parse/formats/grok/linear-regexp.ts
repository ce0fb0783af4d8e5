import { setFlagsFromString } from 'node:v8';
import { TOO_LONG } from './expand.ts';
import { PatternError } from './pattern-error.ts';

/** Up to so many characters a text is first given to V8's backtracking engine. */
const SHORT = 4096;
/** Backtracks in one text after which V8 begins anew with its linear engine. */
const MOST_BACKTRACKS = 2000;
/** A dot is any character: a text is one line, whatever stands in it. */
const FLAGS = 's';

/**
 * A regular expression whose time is bounded for every text, for texts are hostile.
 *
 * V8 has two engines: one that backtracks, 20 to 40 times as fast on usual texts and exponential in the worst case; and one that follows all threads of a
 * match at once, always linear, about 3 MB/s, which knows neither back-references nor look-around. An expression must be one for both. The first engine has
 * the short texts, and at most 2,000 backtracks of each; as it doesn't count the steps of a simple loop (`\s+`), that is 2,000 times 2 times 4,096 steps or
 * some 20 ms at the very worst. All else is the linear engine's.
 */
export class LinearRegexp {
  readonly #short: RegExp;
  readonly #linear: RegExp;
  /** The same for all matches of a text. */
  #all: readonly [RegExp, RegExp] | undefined;

  /** Describes whole texts. Throws PatternError. */
  static whole(source: string): LinearRegexp {
    // By itself first: `a)|(b` would be made whole by the brackets around it.
    checkSyntax(source);
    return new LinearRegexp(`^(?:${source})$`);
  }

  /** Describes a part of a text, wherever it stands. Throws PatternError. */
  static within(source: string): LinearRegexp {
    return new LinearRegexp(source);
  }

  private constructor(source: string) {
    useBothEngines();
    checkSyntax(source);
    if (faultOf(source, `l${FLAGS}`) !== undefined) throw new PatternError(TOO_LONG);
    this.#short = new RegExp(source, FLAGS);
    this.#linear = new RegExp(source, `l${FLAGS}`);
  }

  /** What it found, or null. */
  exec(text: string): RegExpExecArray | null {
    return this.#of(text).exec(text);
  }

  test(text: string): boolean {
    return this.#of(text).test(text);
  }

  /** The text with something else in the place of each match; `keep` is what the group of that name matched, if there is one. */
  replace(text: string, replacement: (match: string, keep: string | undefined) => string): string {
    const { source } = this.#short;
    this.#all ??= [new RegExp(source, `g${FLAGS}`), new RegExp(source, `lg${FLAGS}`)];
    const [short, linear] = this.#all;
    return text.replace(text.length <= SHORT ? short : linear, (match: string, ...rest: unknown[]) => {
      const groups = rest.at(-1);
      return replacement(match, isGroups(groups) ? groups.keep : undefined);
    });
  }

  #of(text: string): RegExp {
    return text.length <= SHORT ? this.#short : this.#linear;
  }
}

function isGroups(value: unknown): value is Readonly<Record<string, string | undefined>> {
  return typeof value === 'object' && value !== null;
}

function checkSyntax(source: string): void {
  const fault = faultOf(source, FLAGS);
  if (fault !== undefined) throw new PatternError(`is no regular expression: ${fault}`);
}

/** Why this is no regular expression, in V8's words; undefined when it is one. */
function faultOf(source: string, flags: string): string | undefined {
  try {
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    // `Invalid regular expression: /(/s: Unterminated group`
    return (error as Error).message.split(': ').at(-1);
  }
}

/** Of the whole process, but only a regular expression that is new after it is concerned. */
function useBothEngines(): void {
  setFlagsFromString('--enable-experimental-regexp-engine');
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
  setFlagsFromString(`--regexp-backtracks-before-fallback=${MOST_BACKTRACKS}`);
}
