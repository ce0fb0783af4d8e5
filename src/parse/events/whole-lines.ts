import type { LogLine } from '../../source/envelope.ts';
import { type Colours, withoutColours, withoutMark } from '../colours.ts';
import type { LinesRule } from '../multiline/lines-rule.ts';
import type { LogEvent } from './log-event.ts';

/** A line is of no event that has more. */
export const MOST_LINES = 1000;
/** Lines that belong together are printed at once: one that comes later than this behind another does not go on with it. */
const FARTHEST_MS = 5000;
const NEWLINE = /\r?\n$/;

/** What is to be known of an event, and of a line. */
type Whole = Pick<LogEvent, 'state' | 'newest' | 'lines' | 'goesOn' | 'isWithinLine'>;
type Line = Pick<LogLine, 'text' | 'time'>;

/** Knows which whole lines go on with an event. Of a line in several parts the first one tells. */
export class WholeLines {
  readonly #keepsColours: boolean;

  constructor(colours: Colours) {
    this.#keepsColours = colours === 'keep';
  }

  /** Whether the line is one of the event's, which ends with a whole line. */
  goesOn({ state, newest }: Whole, { text, time }: Line, rule: LinesRule | undefined): boolean {
    if (rule === undefined || state === undefined) return false;
    // NaN where nothing is known of the line before.
    if (Date.parse(time) - Date.parse(newest) > FARTHEST_MS) return false;
    return rule.goOn(state, this.#told(text)) !== undefined;
  }

  /** To be called before a part is added: gives the event the state after the line that it begins, if it begins one. */
  advance(event: Whole, { text }: Line, rule: LinesRule | undefined): void {
    if (event.isWithinLine || rule === undefined) return;
    const { state, lines, goesOn } = event;
    if (state !== undefined) event.state = rule.goOn(state, this.#told(text));
    else if (lines === 0 && goesOn === 'no') event.state = rule.begin(this.#told(text));
  }

  #told(text: string): string {
    const line = text.replace(NEWLINE, '');
    return withoutMark(this.#keepsColours ? line : withoutColours(line));
  }
}
