import { Constant } from '../../scan/constant.ts';
import { type DateFormat, inUtc } from './date-format.ts';

/** As long as a time that it stands for, and of no date that there is. */
const NO_TIME = '0000-00-00T00:00:00Z';

/** Where the documents of one container go: to one index, or to one for each date. */
export class Route {
  readonly #parts: readonly (string | DateFormat)[];
  /** So many of a time's first characters decide on the index; 0 when it is always the same. */
  readonly reach: number;
  #time = '';
  #begin = '';

  /** The name's parts in their order. */
  constructor(parts: readonly (string | DateFormat)[]) {
    this.#parts = parts;
    this.reach = Math.max(0, ...parts.map((part) => (typeof part === 'string' ? 0 : part.reach)));
  }

  /** The index of a document of this time, RFC 3339. */
  indexAt(time: string): string {
    const utc = inUtc(time);
    return this.#parts.map((part) => (typeof part === 'string' ? part : part.of(utc))).join('');
  }

  /** A document's action line up to the value of `_id`. Its length is the same for all times. */
  begin(time: string): string {
    if (this.#begin === '' || (this.reach > 0 && time !== this.#time)) {
      this.#time = time;
      this.#begin = `{"create":{"_index":${JSON.stringify(this.indexAt(time))},"_id":"`;
    }
    return this.#begin;
  }
}

/** The usual route: the index is the request's, and stands in no action line. */
export const USUAL: Pick<Route, 'begin' | 'reach'> = { reach: 0, begin: () => '{"create":{"_id":"' };

/** Action lines up to the offset, for the fast way: they are the same as long as the date is. */
export class Head {
  bytes: Constant;
  readonly #route: Pick<Route, 'begin' | 'reach'>;
  readonly #key: string;
  #date: Constant;

  /** `key`: the first part of every `_id`. */
  constructor(route: Pick<Route, 'begin' | 'reach'>, key: string) {
    this.#route = route;
    this.#key = key;
    this.#date = new Constant(NO_TIME.slice(0, route.reach));
    this.bytes = this.#bytesAt(NO_TIME);
  }

  /** It depends on the date. */
  get isDated(): boolean {
    return this.#route.reach > 0;
  }

  /** The time in UTC that begins at `at` is of the same date. */
  isOf(bytes: DataView, at: number): boolean {
    const { words, lastMask } = this.#date;
    const last = words.length - 1;
    for (let i = 0; i < last; i++) if (bytes.getInt32(at + 4 * i, true) !== words[i]) return false;
    return (bytes.getInt32(at + 4 * last, true) & lastMask) === words[last];
  }

  /** Becomes that of another time in UTC. */
  moveTo(time: string): void {
    this.#date = new Constant(time.slice(0, this.#route.reach));
    this.bytes = this.#bytesAt(time);
  }

  #bytesAt(time: string): Constant {
    return new Constant(`${this.#route.begin(time)}${this.#key}.`);
  }
}
