import { Constant } from '../../scan/constant.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import type { Around } from './places.ts';

/** The objects around some members. */
export class Wrapping {
  readonly levels: number;
  readonly depth: number;
  /** That it takes at most. */
  readonly bytes: number;
  readonly #begin: Constant;
  readonly #end: Constant;

  constructor({ begin, levels, depth }: Around) {
    this.levels = levels;
    this.depth = depth;
    this.#begin = new Constant(begin);
    this.#end = new Constant(`${'}'.repeat(levels)},`);
    this.bytes = this.#begin.bytes.length + this.#end.bytes.length;
  }

  /** Returns where it began. */
  begin(scan: EscapedScanner): number {
    const { out } = scan;
    if (this.levels > 0) scan.put(this.#begin);
    return out;
  }

  /** In place of the last member's comma, or of the beginning if there is no member. */
  end(scan: EscapedScanner, from: number): void {
    if (this.levels === 0) return;
    if (scan.out === from + this.#begin.bytes.length) {
      scan.out = from;
      return;
    }
    scan.out--;
    scan.put(this.#end);
  }
}
