/** FNV-1a, 32 bits. */
const BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** Chooses one event of `of`, by its place in the log alone: read again it is chosen again. */
export class Sample {
  readonly #of: number;
  #key = '';
  #hash = 0;

  constructor(of: number) {
    this.#of = of;
  }

  has(key: string, offset: number): boolean {
    if (key !== this.#key) {
      this.#key = key;
      this.#hash = hashOf(key);
    }
    let hash = mixed(this.#hash, offset | 0);
    hash = mixed(hash, Math.floor(offset / 2 ** 32));
    // FNV alone leaves a pattern in the lowest bits of numbers that grow evenly, as offsets of lines of one length do.
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) % this.#of === 0;
  }
}

function hashOf(text: string): number {
  let hash = BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash;
}

function mixed(hash: number, value: number): number {
  let done = hash;
  for (let shift = 0; shift < 32; shift += 8) done = Math.imul(done ^ ((value >>> shift) & 0xff), PRIME);
  return done;
}
