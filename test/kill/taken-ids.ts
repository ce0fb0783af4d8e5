import type { Location } from './track.ts';

/** All that is written are lines of Docker's: each check is the fraction of a time. */
const ID = /^([\w-]{16})\.(\d{1,15})\.(\d{9})$/;

/** Bytes that the bits of one generation have at first: enough for a file of a mebibyte and its last line. */
const FIRST_BYTES = 160 * 1024;

interface Generation {
  readonly container: number;
  bits: Uint8Array;
}

/** At which places documents lie: a bit for each offset of the newest generations, as many of each container as are remembered. */
export class TakenIds {
  readonly #keep: number;
  readonly #numbers = new Map<string, number>();
  readonly #generations = new Map<number, Generation>();
  /** Numbers of each container's remembered generations, the oldest first. */
  readonly #remembered = new Map<number, number[]>();

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** What an id says, its generation as a number; undefined for what is no id of this container. */
  locate(id: string, container: number): Location | undefined {
    const [, key = '', offset, check] = ID.exec(id) ?? [];
    if (offset === undefined) return undefined;
    const known = this.#numbers.get(key);
    const generation = known ?? this.#begin(key, container);
    if (this.#generations.get(generation)?.container !== container) return undefined;
    return { generation, offset: Number(offset), check: Number(check) };
  }

  has({ generation, offset }: Location): boolean {
    const { bits } = this.#demand(generation);
    return ((bits[offset >> 3] ?? 0) & (1 << (offset & 7))) !== 0;
  }

  add({ generation, offset }: Location): void {
    const known = this.#demand(generation);
    const at = offset >> 3;
    if (at >= known.bits.length) {
      const bits = new Uint8Array(Math.max(at + 1, 2 * known.bits.length));
      bits.set(known.bits);
      known.bits = bits;
    }
    known.bits[at] = (known.bits[at] ?? 0) | (1 << (offset & 7));
  }

  #begin(key: string, container: number): number {
    const number = this.#numbers.size;
    this.#numbers.set(key, number);
    this.#generations.set(number, { container, bits: new Uint8Array(FIRST_BYTES) });
    const remembered = this.#remembered.get(container) ?? [];
    this.#remembered.set(container, remembered);
    remembered.push(number);
    if (remembered.length > this.#keep) this.#generations.delete(remembered.shift() ?? -1);
    return number;
  }

  #demand(generation: number): Generation {
    const known = this.#generations.get(generation);
    if (known === undefined) throw new Error(`generation ${generation} is not remembered`);
    return known;
  }
}
