/** The number and the bytes of dead letters, in all and of each container. */
export class LetterShares {
  letters = 0;
  bytes = 0;
  readonly #bytes = new Map<string, number>();

  /** Letters of a container have come, or with negative numbers have gone. */
  add(container: string, letters: number, bytes: number): void {
    this.letters += letters;
    this.bytes += bytes;
    const left = this.of(container) + bytes;
    if (left > 0) this.#bytes.set(container, left);
    else this.#bytes.delete(container);
  }

  of(container: string): number {
    return this.#bytes.get(container) ?? 0;
  }

  /** The container that has most; undefined when there are no letters. */
  largest(): string | undefined {
    let found: string | undefined;
    for (const [container, bytes] of this.#bytes) {
      if (found === undefined || bytes > this.of(found)) found = container;
    }
    return found;
  }
}
