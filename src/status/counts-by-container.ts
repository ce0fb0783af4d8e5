/** So many pairs are counted by name. An attacker can make as many containers as he likes. */
const MOST_PAIRS = 100;

/** The name of all containers beyond. */
export const OTHERS = 'other';

/** Counts by container and reason, of which there may be any number. */
export class CountsByContainer {
  readonly #counts = new Map<string, { container: string; reason: string; count: number }>();

  add(container: string, reason: string, many = 1): void {
    const key = `${container}\n${reason}`;
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += many;
    else if (this.#counts.size < MOST_PAIRS) this.#counts.set(key, { container, reason, count: many });
    else this.#addToOthers(many);
  }

  get all(): Iterable<{ readonly container: string; readonly reason: string; readonly count: number }> {
    return this.#counts.values();
  }

  get total(): number {
    let total = 0;
    for (const { count } of this.#counts.values()) total += count;
    return total;
  }

  #addToOthers(many: number): void {
    const others = this.#counts.get(OTHERS) ?? { container: OTHERS, reason: OTHERS, count: 0 };
    others.count += many;
    this.#counts.set(OTHERS, others);
  }
}
