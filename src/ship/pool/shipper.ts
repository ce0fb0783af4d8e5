import type { Batch } from '../../parse/batch/batch.ts';
import { type Item, readBulkReply, readRequestError } from '../answers/bulk-reply.ts';
import { type Complaint, replyComplaint } from '../answers/complaint.ts';
import { tellFailureStored } from '../answers/failure-store.ts';
import { lettersOf, loneItem } from '../answers/letters.ts';
import { requestVerdict } from '../answers/outcome.ts';
import { anyTaken, sortItems } from '../answers/sorted-items.ts';
import { DOUBTFUL_TRIES, NOTHING_TAKEN, othersTaken, suspect } from '../answers/suspicion.ts';
import { backOff } from '../back-off.ts';
import type { Ticket } from '../hosts/host.ts';
import { choose } from '../requests/body.ts';
import type { Answer, Reply } from '../requests/sender.ts';
import type { Trouble } from '../ship-events.ts';
import { pause } from '../time.ts';
import { Remains, type Remnant } from './remains.ts';
import type { ShipperContext } from './shipper-context.ts';
import { simplifyNext } from './simplify-next.ts';

/** So many halvings get one of 65,536 documents alone. A search with more refusals in a row finds nothing. */
const FREE_HALVINGS = 16;

/** One request that is over. */
interface Attempt {
  readonly piece: Remnant;
  readonly ticket: Ticket;
  readonly milliseconds: number;
  /** Tickets of the latest requests in which a document had been taken when it was sent: by any host, and by its own. */
  readonly taken: number;
  readonly takenByHost: number;
}

/**
 * Carries one batch until each of its documents has been delivered or is kept as a dead letter. Only the signal ends it
 * earlier.
 *
 * The batch begins as one piece. Each answer to the first piece removes it, or puts smaller ones in its place.
 */
export class Shipper {
  readonly #context: ShipperContext;
  readonly #batch: Batch;
  readonly #remains: Remains;
  /** Answers in a row by which nothing became final. The back-off grows with them. */
  #failures = 0;
  /** Requests in a row answered 400 or 413 as a whole. */
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

  /** Documents of these that may be at fault themselves, when all are such. */
  get suspects(): number {
    return this.#remains.allSuspect ? this.#remains.documents : 0;
  }

  /** It has nothing left but suspects and waits for what others' documents show. It must not keep these waiting. */
  get parked(): boolean {
    return this.#parked;
  }

  /**
   * Sends requests until every document is final. Resolves with true then, and with false when the signal was aborted
   * before. The first request leaves within the call.
   */
  async ship(): Promise<boolean> {
    const { hosts, bodyLimit, signal } = this.#context;
    for (;;) {
      const piece = this.#remains.first;
      this.#context.copied(this.#remains.copiedSince(this.#batch.body));
      if (piece === undefined) return true;
      if (signal.aborted) return false;
      if (piece.refusals !== undefined) {
        await simplifyNext(piece, piece.refusals, this.#remains, this.#batch.body.length, this.#context);
        continue;
      }
      if (piece.body.length >= bodyLimit.bytes && piece.documents > 1) {
        this.#remains.halve(piece, piece.suspicion);
        continue;
      }
      const ticket = hosts.take();
      if (ticket === undefined) await hosts.ready(signal);
      else await this.#send(piece, ticket);
    }
  }

  async #send(piece: Remnant, ticket: Ticket): Promise<void> {
    const { hosts, bodyLimit, time, signal } = this.#context;
    // What is taken later may have been mended meanwhile, and shows nothing.
    const [taken, takenByHost] = [hosts.acceptedTicket, ticket.host.acceptedTicket];
    const reply = await ticket.host.sender.send(piece.body, ticket.cancellation);
    const attempt = { piece, ticket, milliseconds: time.now() - ticket.sentAt, taken, takenByHost };
    if (reply.kind === 'failure') {
      if (!signal.aborted) this.#again(attempt, reply, reply.remedy);
      return;
    }
    const error = reply.status < 300 ? undefined : readRequestError(reply.bytes);
    const { outcome, remedy } = requestVerdict(reply.status, error);
    if (outcome === 'ok') return this.#readItems(attempt, reply);
    if (outcome === 'again' || outcome === 'again-operator') return this.#again(attempt, reply, remedy);
    if (outcome === 'halve') bodyLimit.tooLarge(piece.body.length);
    return this.#isolate(attempt, reply);
  }

  /** The whole piece goes again, as soon as a host is ready for it. */
  #again({ piece, ticket }: Attempt, reply: Reply, remedy?: string): void {
    const { hosts, pushedBack } = this.#context;
    const trouble = this.#retried(ticket, piece.documents, replyComplaint(reply, remedy));
    hosts.failed(ticket, trouble, reply.kind === 'answer' ? reply.retryAfterMs : 0);
    if (reply.kind === 'failure' ? reply.timeout : reply.status === 429) pushedBack();
  }

  async #readItems(attempt: Attempt, { bytes, status, retryAfterMs }: Answer): Promise<void> {
    const { piece, ticket } = attempt;
    const { hosts, target } = this.#context;
    const reply = readBulkReply(bytes, piece.documents);
    if (reply.kind === 'unclear') {
      const trouble = this.#retried(ticket, piece.documents, { status, cause: reply.why });
      hosts.failed(ticket, trouble, retryAfterMs);
      return;
    }
    this.#rejections = 0;
    if (reply.kind === 'items') return this.#sortItems(attempt, target.compare(reply.items, piece));
    hosts.answered(ticket, true);
    this.#acknowledged(attempt, piece.documents, 0);
    this.#remains.remove(piece);
  }

  async #sortItems(attempt: Attempt, items: readonly Item[]): Promise<void> {
    const { piece, ticket, taken } = attempt;
    const { hosts, blocked, pushedBack, events, index } = this.#context;
    const takesSome = anyTaken(items);
    hosts.answered(ticket, takesSome);
    const suspicion = suspect(piece.suspicion, ticket.number);
    const { again, suspects, shared, refused, duplicates, complaint } = sortItems(items, {
      tries: suspicion.tries,
      othersTaken: takesSome || othersTaken(suspicion, taken),
    });
    const left = again.length + suspects.length + shared.length;
    this.#acknowledged(attempt, piece.documents - left - refused.length, duplicates);
    tellFailureStored(piece, items, index, events);
    if (refused.length > 0 && !(await this.#refuse(piece, refused, items, suspicion.since))) return;
    if (again.length > 0) this.#remains.reduce(piece, choose(piece, again));
    else this.#remains.remove(piece);
    if (shared.length > 0)
      this.#remains.appendHalves(choose(piece, shared), { since: suspicion.since, tries: 0 });
    if (suspects.length > 0) this.#remains.append(choose(piece, suspects), suspicion);
    if (left < piece.documents) this.#progress();
    if (complaint === undefined) return;
    const trouble = this.#retried(ticket, left, complaint);
    if (left === piece.documents && trouble.remedy !== undefined) blocked(trouble);
    if (trouble.status === 429) pushedBack();
    // The host that answered is not at fault and does not rest, so the documents have to wait here: those that will soon be alone need not.
    if (shared.length < left) await this.#backOff();
  }

  /** The request was answered document by document, and so many of them are delivered. */
  #acknowledged({ piece, milliseconds }: Attempt, documents: number, duplicates: number): void {
    const { answered, bodyLimit, events } = this.#context;
    const bytes = piece.body.length;
    answered(documents, bytes, milliseconds);
    if (documents === 0) return;
    bodyLimit.taken(bytes);
    this.#progress();
    events.delivered(documents, duplicates, bytes, milliseconds);
  }

  /** Some documents have become final. */
  #progress(): void {
    this.#failures = 0;
    this.#context.blocked(undefined);
  }

  /**
   * Finds the documents that make Elasticsearch answer 400 or 413 to whole requests. A document is refused when it has
   * been answered so twice alone, and the host has taken others meanwhile. Otherwise it may not be the document's fault.
   */
  async #isolate({ piece, ticket, takenByHost }: Attempt, answer: Answer): Promise<void> {
    const { hosts, blocked } = this.#context;
    hosts.answered(ticket, false);
    this.#rejections++;
    const alone = piece.documents === 1;
    const since = piece.suspicion?.since ?? ticket.number;
    const suspicion = alone ? suspect(piece.suspicion, ticket.number) : { since, tries: 0 };
    const others = othersTaken(suspicion, takenByHost);
    if (others && suspicion.tries >= DOUBTFUL_TRIES) {
      if (!(await this.#refuse(piece, [0], [loneItem(answer)], since))) return;
      this.#remains.remove(piece);
      this.#progress();
      return;
    }
    if (alone) {
      this.#remains.remove(piece);
      this.#remains.append(piece, suspicion);
    } else this.#remains.halve(piece, suspicion);

    const stuck = this.#rejections > FREE_HALVINGS || (this.#remains.allRefused && !others);
    const complaint = replyComplaint(answer, stuck ? NOTHING_TAKEN : undefined);
    const trouble = this.#retried(ticket, piece.documents, complaint);
    if (!stuck) return;
    blocked(trouble);
    await this.#backOff();
  }

  /**
   * Sends these documents again in their simple form, or keeps them as dead letters if they are in it. Resolves with false when the signal was
   * aborted before that was possible.
   */
  async #refuse(
    piece: Remnant,
    positions: readonly number[],
    items: readonly Item[],
    since: number,
  ): Promise<boolean> {
    const { keeper, index, signal, simpleForm, containerOf } = this.#context;
    const isTooLarge = positions.some((position) => items[position]?.status === 413);
    if (simpleForm === undefined || piece.isSimple || isTooLarge) {
      const form = { simple: simpleForm, containerOf };
      return keeper.keep(lettersOf(piece, index, positions, items, form), signal);
    }
    const refusals = positions.flatMap((position) => items[position] ?? []);
    // What others' documents have shown is true of the simple form as well.
    this.#remains.appendRefused({ ...choose(piece, positions), refusals }, { since, tries: 0 });
    return true;
  }

  /** Reports that documents go again, and why. */
  #retried({ host }: Ticket, documents: number, complaint: Complaint): Trouble {
    const trouble = { host: host.sender.label, ...complaint };
    this.#context.events.retried(documents, trouble);
    return trouble;
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
