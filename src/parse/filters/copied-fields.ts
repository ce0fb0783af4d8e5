import type { Container, Source } from '../../log/block.ts';
import type { Stream } from '../../log/stream.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import type { CopiedLine, Filter } from '../filter.ts';

const NO_CONTAINER: Container = { id: '', name: '', image: '', labels: {} };

/** The line that the fast way is copying, as its filter is shown it. One object for all lines. */
export class CopiedFields implements CopiedLine {
  container = NO_CONTAINER;
  key = '';
  offset = 0;
  isMatched = false;
  stream: Stream = '';
  text = '';
  /** So many bytes longer are the fields now than they were. */
  grown = 0;
  /** Where they begin and end in the target. */
  #from = 0;
  #to = 0;
  /** Up to where the target may be written. */
  #limit = 0;
  readonly #scan: EscapedScanner;
  readonly #filter: Filter;

  constructor(scan: EscapedScanner, filter: Filter) {
    this.#scan = scan;
    this.#filter = filter;
  }

  /** The scanner stands behind the text, which began at `textFrom`, and behind its fields. */
  begin(isMatched: boolean, from: number, textFrom: number): void {
    const { source, at, out } = this.#scan;
    this.isMatched = isMatched;
    this.#from = from;
    this.#to = out;
    this.grown = 0;
    // Now, for the envelope may have given the scanner another source for the text alone.
    this.text = this.#filter.needsText ? source.toString('utf8', textFrom, at) : '';
  }

  /** What the filter says of the line. The scanner stands behind all that may be shifted. */
  judge(
    { container, key }: Source,
    offset: number,
    stream: Stream,
    limit: number,
  ): ReturnType<Filter['copy']> {
    this.container = container;
    this.key = key;
    this.offset = offset;
    this.stream = stream;
    this.#limit = limit;
    return this.#filter.copy(this);
  }

  fields(): string {
    return this.#scan.target.toString('utf8', this.#from, this.#to);
  }

  replaceFields(fields: string): boolean {
    const { target, out } = this.#scan;
    const grown = Buffer.byteLength(fields) - (this.#to - this.#from);
    if (out + grown > this.#limit) return false;
    target.copyWithin(this.#to + grown, this.#to, out);
    target.write(fields, this.#from);
    this.grown = grown;
    this.#scan.out = out + grown;
    return true;
  }
}
