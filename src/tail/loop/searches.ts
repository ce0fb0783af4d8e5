/** Long searches under way: one step of one of them is the last thing of each round, so that they hold up nobody for longer. */
export class Searches<Thing> {
  /** Milliseconds that the last round's step has taken; 0 when there was none. */
  lastMs = 0;
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
    this.lastMs = 0;
    if (next === undefined) return;
    const began = performance.now();
    this.remove(next);
    await take(next);
    this.lastMs = performance.now() - began;
  }
}
