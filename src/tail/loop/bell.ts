/** Lets one waiter sleep until somebody rings. A ring that comes before the wait ends it at once. */
export class Bell {
  #rung = false;
  #wake = () => {};
  #waiting = false;

  /** The waiter sleeps, and nobody has rung. */
  get still(): boolean {
    return this.#waiting && !this.#rung;
  }

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  async wait(): Promise<void> {
    if (!this.#rung) {
      this.#waiting = true;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#waiting = false;
    }
    this.#rung = false;
  }
}
