import type { Batch } from '../parse/batch.ts';
import { backOff } from './back-off.ts';
import { choose, type Piece } from './body.ts';
import { type Item, readBulkReply, readRequestError } from './bulk-reply.ts';
import type { Ticket } from './host.ts';
import { lettersOf, loneItem } from './letters.ts';
import { requestVerdict } from './outcome.ts';
import { Remains } from './remains.ts';
import type { Answer, Reply } from './sender.ts';
import type { Trouble } from './ship-events.ts';
import type { ShipperContext } from './shipper-context.ts';
import { anyTaken, sortItems } from './sorted-items.ts';
import { DOUBTFUL_TRIES, NOTHING_TAKEN, othersTaken, suspect } from './suspicion.ts';
import { pause } from './time.ts';
import { troubleOf } from './trouble.ts';

/** Enough to get one of 65,536 documents alone: no honest search takes more refusals in a row. */
const FREE_BISECTIONS = 16;

/**
 * Carries one batch until each of its documents has been delivered or is kept as a dead letter. It gives up nothing:
 * only the signal ends it earlier.
 *
 * The batch begins as one piece. An answer to the first piece either ends it, or puts smaller ones in its place.
 */
export class Shipper {
  readonly #context: ShipperContext;
  readonly #batch: Batch;
  readonly #remains: Remains;
  /** Answers in a row by which nothing was acknowledged; the back-off grows with them. */
  #failures = 0;
  /** Whole requests in a row answered 400 or 413. */
  #rejections = 0;
  #parked = false;

  constructor(batch: Batch, context: ShipperContext) {
    this.#context = context;
    this.#batch = batch;
    const { body, length, documents } = batch;
    this.#remains = new Remains({ body: body.subarray(0, length), documents });
  }

  /** Documents whose outcome is not final. */
  get documentsLeft(): number {
    return this.#remains.documents;
  }

  /** It waits for what becomes of others' documents, and must not keep them waiting. */
  get parked(): boolean {
    return this.#parked;
  }

  /** True when every document is final, false when the signal was aborted before. The first request leaves at once. */
  async ship(): Promise<boolean> {
    const { hosts, bodyLimit, signal } = this.#context;
    for (;;) {
      const piece = this.#remains.first;
      if (piece === undefined) return true;
      if (signal.aborted) return false;
      if (piece.body.length >= bodyLimit.bytes && piece.documents > 1) {
        this.#remains.halve(piece, this.#remains.suspicion(piece));
        continue;
      }
      const ticket = hosts.take();
      if (ticket === undefined) await hosts.ready(signal);
      else await this.#send(piece, ticket);
    }
  }

  async #send(piece: Piece, ticket: Ticket): Promise<void> {
    const { bodyLimit, time, signal } = this.#context;
    const sentAt = time.now();
    const reply = await ticket.host.sender.send(piece.body, ticket.cancellation);
    if (signal.aborted && reply.kind === 'failure') return;
    if (reply.kind === 'failure') return this.#again(piece, ticket, reply, reply.remedy);
    const error = reply.status < 300 ? undefined : readRequestError(reply.bytes);
    const { outcome, remedy } = requestVerdict(reply.status, error);
    if (outcome === 'ok') return this.#readItems(piece, ticket, reply, time.now() - sentAt);
    if (outcome === 'again' || outcome === 'again-operator') return this.#again(piece, ticket, reply, remedy);
    if (outcome === 'halve') bodyLimit.tooLarge(piece.body.length);
    return this.#isolate(piece, ticket, reply);
  }

  /** The whole piece goes again, when a host is ready for it. */
  #again(piece: Piece, ticket: Ticket, reply: Reply, remedy?: string): void {
    const { hosts, events, pushedBack } = this.#context;
    const trouble = troubleOf(ticket.host.sender.label, reply, remedy);
    events.retried(piece.documents, trouble);
    hosts.failed(ticket, trouble, reply.kind === 'answer' ? reply.retryAfterMs : 0);
    if (reply.kind === 'failure' ? reply.timeout : reply.status === 429) pushedBack();
  }

  async #readItems(piece: Piece, ticket: Ticket, answer: Answer, milliseconds: number): Promise<void> {
    const { hosts, events } = this.#context;
    const reply = readBulkReply(answer.bytes, piece.documents);
    if (reply.kind === 'unclear') {
      const trouble = { host: ticket.host.sender.label, status: answer.status, cause: reply.why };
      events.retried(piece.documents, trouble);
      hosts.failed(ticket, trouble, answer.retryAfterMs);
      return;
    }
    this.#rejections = 0;
    if (reply.kind === 'items') return this.#sortItems(piece, ticket, reply.items, milliseconds);
    hosts.answered(ticket, true);
    this.#delivered(piece, piece.documents, 0, milliseconds);
    this.#remains.replace(piece, []);
  }

  async #sortItems(
    piece: Piece,
    ticket: Ticket,
    items: readonly Item[],
    milliseconds: number,
  ): Promise<void> {
    const { hosts, answered, blocked } = this.#context;
    hosts.answered(ticket, anyTaken(items));
    const suspicion = suspect(this.#remains.suspicion(piece), ticket.number);
    const evidence = { tries: suspicion.tries, othersTaken: othersTaken(suspicion, hosts.acceptedTicket) };
    const sorted = sortItems(items, ticket.host.sender.label, evidence);
    const { again, suspects, refused, duplicates, trouble } = sorted;
    const left = again.length + suspects.length;
    const delivered = piece.documents - left - refused.length;
    if (delivered > 0) this.#delivered(piece, delivered, duplicates, milliseconds);
    else answered(0, milliseconds);
    if (refused.length > 0 && !(await this.#refuse(piece, refused, items))) return;
    this.#remains.replace(piece, again.length > 0 ? [choose(piece, again)] : []);
    if (suspects.length > 0) this.#remains.append(choose(piece, suspects), suspicion);
    if (left < piece.documents) {
      this.#failures = 0;
      blocked(undefined);
    } else if (trouble?.remedy !== undefined) blocked(trouble);
    if (trouble !== undefined) await this.#retryItems(left, trouble);
  }

  #delivered(piece: Piece, documents: number, duplicates: number, milliseconds: number): void {
    const { answered, blocked, bodyLimit, events } = this.#context;
    const bytes = piece.body.length;
    this.#failures = 0;
    bodyLimit.taken(bytes);
    blocked(undefined);
    answered(documents, milliseconds);
    events.delivered(documents, duplicates, bytes, milliseconds);
  }

  /** Items that go again wait, since the host that answered them was not at fault. */
  async #retryItems(documents: number, trouble: Trouble): Promise<void> {
    const { events, pushedBack } = this.#context;
    events.retried(documents, trouble);
    if (trouble.status === 429) pushedBack();
    await this.#backOff();
  }

  /**
   * Finds the documents that make Elasticsearch answer 400 or 413 to whole requests. A document is refused when it has been
   * answered so twice alone and the host has taken others meanwhile: otherwise the trouble is not the document's.
   */
  async #isolate(piece: Piece, ticket: Ticket, answer: Answer): Promise<void> {
    const { hosts, events, blocked } = this.#context;
    hosts.answered(ticket, false);
    this.#rejections++;
    const alone = piece.documents === 1;
    const before = this.#remains.suspicion(piece);
    const suspicion = alone
      ? suspect(before, ticket.number)
      : { since: before?.since ?? ticket.number, tries: 0 };
    const others = othersTaken(suspicion, ticket.host.acceptedTicket);
    if (others && suspicion.tries >= DOUBTFUL_TRIES) return this.#refuseAlone(piece, answer);
    if (alone) {
      this.#remains.replace(piece, []);
      this.#remains.append(piece, suspicion);
    } else this.#remains.halve(piece, suspicion);

    const stuck = this.#rejections > FREE_BISECTIONS || (this.#remains.allRefused && !others);
    const trouble = troubleOf(ticket.host.sender.label, answer, stuck ? NOTHING_TAKEN : undefined);
    events.retried(piece.documents, trouble);
    if (!stuck) return;
    blocked(trouble);
    await this.#backOff();
  }

  async #refuseAlone(piece: Piece, answer: Answer): Promise<void> {
    const kept = await this.#refuse(piece, [0], [loneItem(answer)]);
    if (kept) this.#remains.replace(piece, []);
  }

  async #refuse(piece: Piece, positions: readonly number[], items: readonly Item[]): Promise<boolean> {
    const { keeper, index, signal } = this.#context;
    return keeper.keep(lettersOf(piece, index, positions, items), signal);
  }

  async #backOff(): Promise<void> {
    const { time, random, signal, parked } = this.#context;
    this.#failures++;
    this.#parked = this.#remains.allSuspect;
    if (this.#parked) parked(this.#batch, this.#remains);
    await pause(backOff(this.#failures, random()), time, signal);
    this.#parked = false;
  }
}
