/** Long searches under way, which take turns. */
export class Searches<Thing> {
  /** The first has waited longest. */
  readonly #waiting = new Set<Thing>();

  get some(): boolean {
    return this.#waiting.size > 0;
  }

  has(thing: Thing): boolean {
    return this.#waiting.has(thing);
  }

  /** Its search goes on. */
  add(thing: Thing): void {
    this.#waiting.add(thing);
  }

  remove(thing: Thing): void {
    this.#waiting.delete(thing);
  }

  /** Lets one take a step; it is to be added again if its search goes on. */
  async step(take: (thing: Thing) => Promise<unknown>): Promise<void> {
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.remove(next);
    await take(next);
  }
}
