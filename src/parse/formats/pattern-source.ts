import { setFlagsFromString } from 'node:v8';
import { OwnNames } from '../json/own-names.ts';
import { usualSchema } from '../schema.ts';

/** Up to so many characters a text is first given to V8's backtracking engine. */
const SHORT = 4096;
/** Backtracks in one text after which V8 begins anew with its linear engine. */
const MOST_BACKTRACKS = 2000;
/**
 * An escape, a class, what begins a named group or another one with a question mark, any other character: a bracket among these
 * begins a group without a name. Without the flag `v` classes are not nested.
 */
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?<(?![=!])[^>]*>|\(\?|./gs;
const NAMED = '(?<';
/** A dot is any character: a text is one line, whatever stands in it. */
const FLAGS = 's';

/** Why a text can't be a pattern, and what would be right; for the person who wrote it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

/**
 * A regular expression with named groups that describes whole texts.
 *
 * Texts are hostile, so the time for one must be bounded whatever the expression is. V8 has two engines: one that backtracks, 20 to
 * 40 times as fast on usual texts and exponential in the worst case; and one that follows all threads of a match at once, always
 * linear, about 3 MB/s, which knows neither back-references nor look-around. A pattern must be one for both. The first engine has the short
 * texts, and at most 2,000 backtracks of each; as it doesn't count the steps of a simple loop (`\s+`), that is
 * 2,000 times 2 times 4,096 steps or some 20 ms at the very worst. All else is the linear engine's.
 */
export class Pattern {
  readonly source: string;
  /** Of the named groups, in their order. Newer versions of V8 allow a name twice, in alternatives. */
  readonly names: readonly string[];
  readonly #short: RegExp;
  readonly #linear: RegExp;

  /** Throws PatternError; also for a group with a name of `own`. */
  constructor(source: string, own = new OwnNames(usualSchema)) {
    useBothEngines();
    // By itself first: `a)|(b` would be made whole by the brackets around it.
    const fault = faultOf(source, FLAGS);
    if (fault !== undefined) throw new PatternError(`is no regular expression: ${fault}`);
    const whole = `^(?:${source})$`;
    if (faultOf(whole, `l${FLAGS}`) !== undefined) {
      throw new PatternError(
        'can take too long on a hostile line. Leave out back-references, look-ahead, look-behind and counts above {16}',
      );
    }
    this.source = source;
    this.names = namesOf(source, own);
    const numbered = `^(?:${withNumbers(source)})$`;
    this.#short = new RegExp(numbered, FLAGS);
    this.#linear = new RegExp(numbered, `l${FLAGS}`);
  }

  /**
   * The whole text and behind it those of the groups, in the order of `names`, when this describes the whole text; undefined for a
   * group that took no part.
   */
  read(text: string): readonly (string | undefined)[] | undefined {
    return (text.length <= SHORT ? this.#short : this.#linear).exec(text) ?? undefined;
  }
}

/** The same with named groups as the only ones that capture, and these without names: V8 makes an object of names for each match. */
function withNumbers(source: string): string {
  return source.replace(TOKEN, (token) => (token === '(' ? '(?:' : token.startsWith(NAMED) ? '(' : token));
}

function namesOf(source: string, own: OwnNames): string[] {
  const begins = (source.match(TOKEN) ?? []).filter((token) => token.startsWith(NAMED));
  const names = begins.flatMap((begin) => Object.keys(new RegExp(`${begin})`).exec('')?.groups ?? {}));
  if (names.length === 0)
    throw new PatternError('has no named group. Write (?<level>[A-Z]+) for a field "level"');
  const taken = names.find((name) => own.has(name));
  if (taken !== undefined) {
    throw new PatternError(
      `has a group "${taken}", and ${own.all.join(', ')} and names that begin with _ are not for fields of a line. Give the group another name`,
    );
  }
  return names;
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
