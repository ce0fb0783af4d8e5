import type { EscapedScanner } from '../../scan/escaped-scanner.ts';

/** A line with more bytes of members that go elsewhere is read the decoded way: such texts have come in parts already. */
const MOST_BYTES = 64 * 1024;

/** Members that have been copied and stand behind the others in the end, kept meanwhile. */
export class MembersApart {
  readonly #kept = Buffer.allocUnsafeSlow(MOST_BYTES);
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** Forgets all. */
  clear(): void {
    this.#bytes = 0;
  }

  /** Takes back what has been written from `out` on. False when it is too much. */
  take(scan: EscapedScanner, out: number): boolean {
    if (this.#bytes + scan.out - out > MOST_BYTES) return false;
    this.#bytes += scan.target.copy(this.#kept, this.#bytes, out, scan.out);
    scan.out = out;
    return true;
  }

  /** Writes them all. */
  put(scan: EscapedScanner): void {
    this.#kept.copy(scan.target, scan.out, 0, this.#bytes);
    scan.out += this.#bytes;
  }
}
