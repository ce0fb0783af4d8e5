import { GOOD_CONTAINERS, type GoodLine } from './good-lines.ts';

/** Lines whose ids are remembered, of each container: four minutes at a thousand a second. */
const REMEMBERED_IDS = 2 ** 18;

export interface LedgerAccount {
  readonly lost: number;
  /** Lines that were stored under more than one id. */
  readonly doubled: number;
}

/** Bits by number; all are clear at first. */
class Bits {
  #bytes = new Uint8Array(2 ** 16);

  has(number: number): boolean {
    return ((this.#bytes[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  set(number: number): void {
    const at = number >> 3;
    if (at >= this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(at + 1, 2 * this.#bytes.length));
      bytes.set(this.#bytes);
      this.#bytes = bytes;
    }
    this.#bytes[at] = (this.#bytes[at] ?? 0) | (1 << (number & 7));
  }
}

/** The lines of one container: which came, which came under a second id, and under which ids the newest came. */
class Page {
  /** All lines below have come. */
  low = 0;
  came = 0;
  doubled = 0;
  readonly #came = new Bits();
  readonly #doubled = new Bits();
  readonly #ids = new Uint32Array(REMEMBERED_IDS);
  #newest = 0;

  /** False when the line is there under this id already. */
  put(number: number, id: string): boolean {
    const at = number % REMEMBERED_IDS;
    const hash = hashOf(id);
    if (!this.#came.has(number)) {
      this.#came.set(number);
      this.came++;
      this.#ids[at] = hash;
      this.#newest = Math.max(this.#newest, number);
      while (this.#came.has(this.low)) this.low++;
      return true;
    }
    // Nothing may be sent again so late, so that the id need not be known.
    const forgotten = number <= this.#newest - REMEMBERED_IDS;
    if (!forgotten && this.#ids[at] === hash) return false;
    if (!this.#doubled.has(number)) this.doubled++;
    this.#doubled.set(number);
    return true;
  }

  /** Of so many lines written, the ones that have not come. */
  lost(written: number): number {
    let lost = 0;
    for (let number = this.low; number < written; number++) if (!this.#came.has(number)) lost++;
    return lost;
  }
}

/** What has been stored of the good containers' lines, in a few bits for each. */
export class Ledger {
  readonly #pages = Array.from({ length: GOOD_CONTAINERS }, () => new Page());

  /** Notes that a line has come under an id; false when it is there under that id already. Throws for a container that is not. */
  put({ container, number }: GoodLine, id: string): boolean {
    const page = this.#pages[container];
    if (page === undefined) throw new Error(`there is no good container ${container}`);
    return page.put(number, id);
  }

  /** Of each container how many lines have come without a gap. */
  get low(): number[] {
    return this.#pages.map(({ low }) => low);
  }

  get came(): number {
    return this.#pages.reduce((sum, page) => sum + page.came, 0);
  }

  get doubled(): number {
    return this.#pages.reduce((sum, page) => sum + page.doubled, 0);
  }

  /** `written`: how many lines each container has printed. */
  account(written: readonly number[]): LedgerAccount {
    const lost = this.#pages.reduce((sum, page, container) => sum + page.lost(written[container] ?? 0), 0);
    return { lost, doubled: this.doubled };
  }
}

/** FNV-1a, 32 bits: two ids of one line look the same once in four thousand million. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
