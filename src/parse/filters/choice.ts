import type { LinearRegexp } from '../formats/grok/linear-regexp.ts';
import { Sample } from './sample.ts';

export interface ChoiceOptions {
  /** An event is wanted only if one of these matches in its text; if there are any. */
  readonly include: readonly LinearRegexp[];
  /** None that one of these matches in is wanted. */
  readonly exclude: readonly LinearRegexp[];
  /** One of so many is wanted, of those that are otherwise. */
  readonly sampleOf: number;
  /** Those that are of no format are not. */
  readonly dropsUnmatched: boolean;
}

/** By which option an event is left out. */
export type LeftOutBy = 'unmatched' | 'include-lines' | 'exclude-lines' | 'sample';

/** Which events ship. */
export class Choice {
  readonly #options: ChoiceOptions;
  readonly #sample: Sample | undefined;

  constructor(options: ChoiceOptions) {
    this.#options = options;
    this.#sample = options.sampleOf > 1 ? new Sample(options.sampleOf) : undefined;
  }

  get needsText(): boolean {
    const { include, exclude } = this.#options;
    return include.length > 0 || exclude.length > 0;
  }

  /** Why the event is left out; undefined when it ships. `text` may be empty unless it is needed. */
  leftOut(isMatched: boolean, text: string, key: string, offset: number): LeftOutBy | undefined {
    const { include, exclude, dropsUnmatched } = this.#options;
    if (dropsUnmatched && !isMatched) return 'unmatched';
    if (include.length > 0 && !include.some((each) => each.test(text))) return 'include-lines';
    if (exclude.some((each) => each.test(text))) return 'exclude-lines';
    return this.#sample === undefined || this.#sample.has(key, offset) ? undefined : 'sample';
  }
}
