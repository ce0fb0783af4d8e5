/** Holds a file open, and can do without until there is something to read. */
export interface Holder {
  /** Nothing of its file waits to be read, as far as is known. */
  readonly idle: boolean;
  /** Opening it again would cost much. */
  readonly costly: boolean;
  /** Closes the file until it is needed again. False when it can't (without a name it can't be opened again) or there are news. */
  rest(): Promise<boolean>;
}

/** A container may have this many files opened in one step, before the others make room for them. */
const SLACK = 8;
/** However often the kernel gives none, so many are tried to be held. */
const FEWEST = 4;

/**
 * Who holds a file open, bounded by a limit.
 *
 * A file that is held open is read to its end whatever becomes of its name, so as many are held as may be. Beyond the limit
 * files are closed in this order: those read to their end, the one that has been quiet longest first; then those with
 * something to read, the latest first, so that the earlier ones are read to their end rather than all of them opened
 * again and again. Files without a name are never closed. Nothing here grows with the number of files that may be held.
 */
export class Descriptors {
  readonly #limit: number;
  #capacity: number;
  /** Had nothing to read when they were touched last; the one that has been quiet longest first. */
  readonly #quiet = new Set<Holder>();
  /** The latest last. */
  readonly #busy = new Set<Holder>();

  constructor(limit: number) {
    this.#limit = limit;
    this.#capacity = limit;
  }

  get held(): number {
    return this.#quiet.size + this.#busy.size;
  }

  /** How many files one step may keep open beside those that are held. */
  get room(): number {
    return Math.max(0, this.#capacity + SLACK - this.held);
  }

  /** More are held than may be when a step has ended, or one more would be. */
  get short(): boolean {
    return this.held >= this.#capacity;
  }

  /** The holder has opened its file, or something has happened to it. */
  touch(holder: Holder): void {
    if (holder.idle) {
      this.drop(holder);
      this.#quiet.add(holder);
    } else {
      this.#makeBusy(holder);
    }
  }

  /** The holder has closed its file, or never had it open. */
  drop(holder: Holder): void {
    this.#quiet.delete(holder);
    this.#busy.delete(holder);
  }

  /** Closes what is too much. Not within a step, which relies on what it holds. */
  async trim(): Promise<void> {
    if (this.held <= this.#capacity) return;
    for (const holder of this.#quiet) {
      if (!holder.idle) this.touch(holder);
      else if (await holder.rest()) this.drop(holder);
      else this.#makeBusy(holder);
      if (this.held <= this.#capacity) return;
    }
    await this.#restBusy(false);
    await this.#restBusy(true);
  }

  /** The kernel gave no descriptor: less than the limit must do. */
  shrink(): void {
    this.#capacity = Math.min(this.#capacity, Math.max(FEWEST, this.held - SLACK));
  }

  /** Descriptors were to be had for a while. */
  recover(): void {
    if (this.#capacity < this.#limit) this.#capacity++;
  }

  /** One that was busy before keeps its place. */
  #makeBusy(holder: Holder): void {
    this.#quiet.delete(holder);
    this.#busy.add(holder);
  }

  async #restBusy(costly: boolean): Promise<void> {
    if (this.held <= this.#capacity) return;
    for (const holder of [...this.#busy].reverse()) {
      if (holder.costly !== costly) continue;
      if (await holder.rest()) this.drop(holder);
      if (this.held <= this.#capacity) return;
    }
  }
}
