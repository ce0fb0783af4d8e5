import type { ParsingOptions } from '../../options/parsing.ts';
import { MOST_LINES, WholeLines } from '../../parse/events/whole-lines.ts';
import type { LinesRule } from '../../parse/multiline/lines-rule.ts';
import { ruleOf } from '../../parse/multiline/lines-rules.ts';
import type { Text } from './texts.ts';

/** An event that may go on, as far as it has come. */
class OpenEvent {
  /** What came before is in another text. */
  readonly goesOn: 'no' | 'cut';
  readonly isWithinLine = false;
  /** See `LinesRule`. */
  state: string | undefined;
  newest = '';
  lines = 0;
  length = 0;
  readonly #first: Text;
  readonly #texts: string[] = [];
  #line = 0;

  constructor(first: Text, state: string | undefined) {
    this.#first = first;
    this.state = state;
    this.goesOn = state === undefined ? 'no' : 'cut';
  }

  add({ line, text, around }: Text): void {
    this.#texts.push(text);
    this.#line = line;
    this.newest = around?.time ?? '';
    this.lines++;
    this.length += text.length + 1;
  }

  /** `isCut`: more of it comes, in another text. */
  text(isCut: boolean): Text {
    const isPiece = isCut || this.goesOn === 'cut';
    if (this.lines === 1 && !isPiece) return this.#first;
    // What is empty at the end was kept for what might have come behind it.
    const text = this.#texts.join('\n').replace(/\n+$/, '');
    const isWhole = this.goesOn === 'no';
    return { ...this.#first, line: this.#line, text, isCut: isPiece, ...(isWhole && { isOfLines: true }) };
  }
}

/** Puts texts together that are one document in the agent, stream by stream: all that is read is one container's. */
export class TextLines {
  readonly #rule: LinesRule | undefined;
  readonly #wholeLines: WholeLines;
  readonly #longest: number;
  readonly #open = new Map<string, OpenEvent>();

  constructor({ lines, colours, maxLine }: Pick<ParsingOptions, 'lines' | 'colours' | 'maxLine'>) {
    this.#rule = ruleOf(lines);
    this.#wholeLines = new WholeLines(colours);
    this.#longest = maxLine;
  }

  /** The texts that end with this one or before it. Blank lines are no texts. */
  add(text: Text): Text[] {
    const { stream = '', time = '' } = text.around ?? {};
    const open = this.#open.get(stream);
    const line = { text: text.text, time };
    const goesOn = open !== undefined && !text.isCut && this.#wholeLines.goesOn(open, line, this.#rule);
    const isFull = goesOn && (open.lines >= MOST_LINES || open.length + text.text.length > this.#longest);
    const ended = goesOn && !isFull ? [] : this.#take(stream, isFull);
    if (text.isCut) return [...ended, text];
    if (!goesOn && isBlank(text)) return ended;
    const event = goesOn && !isFull ? open : new OpenEvent(text, isFull ? open?.state : undefined);
    this.#wholeLines.advance(event, line, this.#rule);
    event.add(text);
    this.#open.set(stream, event);
    return event.state === undefined ? [...ended, ...this.#take(stream, false)] : ended;
  }

  /** Those that might have gone on. */
  end(): Text[] {
    return [...this.#open.keys()].flatMap((stream) => this.#take(stream, false));
  }

  #take(stream: string, isCut: boolean): Text[] {
    const open = this.#open.get(stream);
    this.#open.delete(stream);
    return open === undefined ? [] : [open.text(isCut)];
  }
}

function isBlank({ text, around }: Text): boolean {
  return around === undefined && text.trim() === '';
}
