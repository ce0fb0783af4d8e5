import { type Definitions, expand } from '../formats/grok/expand.ts';
import { LinearRegexp } from '../formats/grok/linear-regexp.ts';
import { type LinesRule, TOLD_BY } from './lines-rule.ts';

/** The only state: what it says follows from the next line alone. */
const CUSTOM = 'custom';

/** Describes some of a container's lines, wherever in them; names as `%{TIMESTAMP_ISO8601}` may stand in it. */
export class LinePattern {
  readonly #regexp: LinearRegexp;
  #told = '';
  #fits: boolean;

  /** Throws PatternError. */
  constructor(source: string, definitions: Definitions) {
    this.#regexp = LinearRegexp.within(expand(source, definitions).regexp);
    this.#fits = this.#regexp.test('');
  }

  /** Whether it fits a text that is no longer than `TOLD_BY`. The last one is asked for several times. */
  fits(text: string): boolean {
    if (text !== this.#told) {
      this.#fits = this.#regexp.test(text);
      this.#told = text;
    }
    return this.#fits;
  }
}

/** What an operator says of lines that belong together. */
export interface LinePatterns {
  /** A line that it fits begins an event. */
  readonly start?: LinePattern | undefined;
  /** A line that it fits, and `start` does not, goes on with the event before it. Absent: every such line. */
  readonly goesOn?: LinePattern | undefined;
}

/**
 * Lines that belong together because an operator says so. A line that goes on and has nothing before it begins an event all the same, so that what came
 * too late stays in one piece. With both patterns a line that neither fits is whole by itself.
 *
 * With a careless pattern a hostile line costs some milliseconds, and one that is longer than `TOLD_BY` no more.
 */
export class CustomLines implements LinesRule {
  readonly #start: LinePattern | undefined;
  readonly #goesOn: LinePattern | undefined;

  constructor({ start, goesOn }: LinePatterns) {
    this.#start = start;
    this.#goesOn = goesOn;
  }

  begin(text: string): string | undefined {
    const told = text.slice(0, TOLD_BY);
    // Others may go on with any line where one pattern tells.
    if (this.#start === undefined || this.#goesOn === undefined) return CUSTOM;
    return this.#start.fits(told) || this.#goesOn.fits(told) ? CUSTOM : undefined;
  }

  goOn(state: string, text: string): string | undefined {
    // Another rule's, which was in use when the line was read before.
    if (state !== CUSTOM) return undefined;
    const told = text.slice(0, TOLD_BY);
    if (this.#start?.fits(told)) return undefined;
    return this.#goesOn === undefined || this.#goesOn.fits(told) ? CUSTOM : undefined;
  }

  /** Bytes do not tell. */
  mayBegin(): boolean {
    return true;
  }
}
