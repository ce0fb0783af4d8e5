import { RequestError } from './request-error.ts';

/** Bytes that all who hold some may hold together. */
export class ByteBudget {
  readonly limit: number;
  #used = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  /** A share of nothing yet. Its owner frees it. */
  share(): Share {
    return new Share((change) => {
      if (change > 0 && this.#used + change > this.limit) return false;
      this.#used += change;
      return true;
    });
  }
}

/** The bytes of one holder. */
export class Share {
  readonly #change: (bytes: number) => boolean;
  #bytes = 0;

  constructor(change: (bytes: number) => boolean) {
    this.#change = change;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes so many more, or fewer if negative; false, and nothing has changed, when the budget does not have them. */
  tryAdd(bytes: number): boolean {
    if (!this.#change(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** As `tryAdd`, but throws RequestError (429) when the budget does not have them. `what` they are is named in the error. */
  add(bytes: number, what: string): void {
    if (!this.tryAdd(bytes)) throw dataTooLarge(what);
  }

  /** Gives all back; may be called again. */
  free(): void {
    this.tryAdd(-this.#bytes);
  }
}

/** The answer of Elasticsearch's circuit breakers, after which clients try again later. */
export function dataTooLarge(what: string): RequestError {
  return new RequestError(
    429,
    'circuit_breaking_exception',
    `[parent] Data too large, data for [${what}] would be larger than what is left`,
  );
}
