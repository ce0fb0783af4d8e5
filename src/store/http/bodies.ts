import type { IncomingMessage } from 'node:http';
import { ByteBudget, dataTooLarge } from '../byte-budget.ts';
import { ArrivingBody } from './arriving-body.ts';
import { Body, SparePieces } from './body.ts';

/** In bytes, compressed or not; Elasticsearch's default limit. */
export const MAX_BODY = 100 * 1024 * 1024;

/** In bytes: all bodies of requests that have not been carried out. */
export const BODIES_BUDGET = 128 * 1024 * 1024;

/** In milliseconds: a body that has been coming for longer makes room for others. The agent's own come at once. */
const PROTECTED_MS = 1000;

/** How often bodies are looked at that may stand still, in milliseconds. */
const CHECK_MS = 1000;

/**
 * Reads the bodies of all requests within one budget. When it is spent, the largest body that has been coming for longer than a moment is
 * refused. So bodies that are held back on purpose keep no others out.
 */
export class Bodies {
  readonly #clock: () => number;
  readonly #budget: ByteBudget;
  readonly #arriving = new Set<ArrivingBody>();
  readonly #spare = new SparePieces();
  readonly #checking: NodeJS.Timeout;

  /** `clock`: milliseconds that never go back. */
  constructor(clock: () => number, budget = new ByteBudget(BODIES_BUDGET)) {
    this.#clock = clock;
    this.#budget = budget;
    // After bytes that have come while the thread was busy.
    this.#checking = setInterval(() => setImmediate(() => this.check()), CHECK_MS).unref();
  }

  /**
   * Reads a whole body of at most `most` bytes and decompresses it; its memory is counted until it is freed. Rejects with RequestError: 413 for
   * one that is too long, 400 for a broken or unknown encoding, 429 when there is no room for it, 408 when it stands still.
   */
  async read(request: IncomingMessage, most: number): Promise<Body> {
    const plain = request.headers['content-encoding'] === undefined;
    const expected = plain ? Number(request.headers['content-length'] ?? 0) : 0;
    const makeRoom = (): boolean => this.#makeRoom(arriving);
    const body = new Body(this.#budget.share(), expected, makeRoom, this.#spare);
    const arriving: ArrivingBody = new ArrivingBody(request, body, most, this.#clock());
    this.#arriving.add(arriving);
    try {
      await arriving.read();
      return body;
    } catch (error) {
      body.free();
      throw error;
    } finally {
      this.#arriving.delete(arriving);
    }
  }

  /** Gives up the bodies that stand still. */
  check(): void {
    for (const arriving of this.#arriving) arriving.check(this.#clock());
    if (this.#arriving.size === 0) this.#spare.clear();
  }

  close(): void {
    clearInterval(this.#checking);
  }

  #makeRoom(asker: ArrivingBody): boolean {
    const before = this.#clock() - PROTECTED_MS;
    let largest: ArrivingBody | undefined;
    for (const other of this.#arriving) {
      if (other === asker || other.since > before || other.body.held === 0) continue;
      if (largest === undefined || other.body.held > largest.body.held) largest = other;
    }
    largest?.refuse(dataTooLarge('<http_request>'));
    return largest !== undefined;
  }
}
