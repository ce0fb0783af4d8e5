import { Cancellation } from '../requests/exchange.ts';
import { Abandoned } from '../requests/failure.ts';
import type { Reply, Sender } from '../requests/sender.ts';
import type { Time } from '../time.ts';
import type { Ask, Asked } from './ask.ts';
import { type Ensured, ensureTemplate, type WantedTemplate } from './ensure-template.ts';
import type { TemplateEvents, Unable } from './template-events.ts';

/** A look at the template ends after this long. */
export const LOOK_MS = 10_000;
/** Documents wait so long for a server that answers and still can't tell … */
export const WAIT_MS = 60_000;
/** … and from then on it is asked this seldom. */
export const LATER_MS = 60_000;

/** The things that the senders to all hosts share. */
export class TemplateQuestion {
  readonly time: Time;
  readonly #events: TemplateEvents;
  readonly #wanted: WantedTemplate[];
  /** What has been told, by index. */
  readonly #told = new Map<string, Ensured['result']['kind']>();
  readonly #unable = new Set<Unable>();
  /** Until when documents wait; undefined while no server has answered without telling. */
  #waitsUntil: number | undefined;
  #nextLook = 0;

  constructor(wanted: WantedTemplate, time: Time, events: TemplateEvents) {
    this.#wanted = [wanted];
    this.time = time;
    this.#events = events;
  }

  /** The templates that are to be there before the next document, in the order in which they were wanted. */
  get wanted(): readonly WantedTemplate[] {
    return this.#wanted;
  }

  /** One more is wanted, for documents that come. */
  add(wanted: WantedTemplate): void {
    this.#wanted.push(wanted);
    this.#nextLook = 0;
  }

  /** Whether it is time to look. */
  get due(): boolean {
    return this.time.now() >= this.#nextLook;
  }

  /**
   * Takes what a look has brought. Returns the reply that documents have to wait for, or undefined when they may go. They wait for a host
   * that can't be reached, since they would not reach it either, and for up to `WAIT_MS` for one that can but does not tell: a proxy may let
   * nothing but `_bulk` pass, and break the connection of all else.
   */
  looked({ result, reply, answered = false, unable = [] }: Ensured, index: string): Reply | undefined {
    for (const what of unable) this.#tellUnable(what);
    if (result.kind !== 'later' || reply === undefined) {
      this.#waitsUntil = undefined;
      this.#tell(result, index);
      return undefined;
    }
    if (reply.kind === 'failure' && !reply.timeout && !reply.broken && !answered) return reply;
    const now = this.time.now();
    this.#waitsUntil ??= now + WAIT_MS;
    if (now < this.#waitsUntil) return reply;
    this.#nextLook = now + LATER_MS;
    this.#tell(result, index);
    return undefined;
  }

  /** A host could not take a request: what it is when it can again is not known. */
  lost(): void {
    this.#nextLook = 0;
  }

  #tell(result: Ensured['result'], index: string): void {
    const before = this.#told.get(index);
    // What was made is there from then on; made once more, it is news.
    const known = before === 'made' && result.kind === 'there';
    if (known || (result.kind === before && result.kind !== 'made')) return;
    this.#told.set(index, result.kind);
    this.#events.template(result, index);
  }

  #tellUnable(what: Unable): void {
    if (this.#unable.has(what)) return;
    this.#unable.add(what);
    this.#events.unable(what);
  }
}

/**
 * Sends to one host, and nothing before the index template is known to be there, or known not to be wanted there. So a fresh index
 * never begins without its types, whichever of agent and server starts first. After each request that the host could not take
 * it looks again: the host may have come back without its data.
 */
export class TemplateFirst implements Sender {
  readonly label: string;
  readonly #sender: Sender & Asked;
  readonly #question: TemplateQuestion;
  /** So many of the wanted templates are known to be there, or known not to be wanted. */
  #known = 0;
  #look: Promise<Reply | undefined> | undefined;
  #cancellation = new Cancellation();

  constructor(sender: Sender & Asked, question: TemplateQuestion) {
    this.label = sender.label;
    this.#sender = sender;
    this.#question = question;
  }

  /** Looks now, though nothing is to be sent yet. */
  begin(): void {
    void this.#looked();
  }

  async send(body: Buffer, cancellation?: Cancellation): Promise<Reply> {
    if (this.#known < this.#question.wanted.length && this.#question.due) {
      const look = this.#looked();
      cancellation?.onCancel((reason) => this.#cancellation.cancel(reason));
      const waitFor = await look;
      if (waitFor !== undefined) return waitFor;
    }
    const reply = await this.#sender.send(body, cancellation);
    if (reply.kind === 'failure' || reply.status >= 500) this.#lost();
    return reply;
  }

  probe(cancellation?: Cancellation): Promise<number> {
    return this.#sender.probe(cancellation);
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  #lost(): void {
    this.#known = 0;
    this.#question.lost();
  }

  /** One look at a time, which all requests to this host wait for. */
  #looked(): Promise<Reply | undefined> {
    this.#look ??= this.#lookOnce().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #lookOnce(): Promise<Reply | undefined> {
    const { time } = this.#question;
    const cancellation = new Cancellation();
    this.#cancellation = cancellation;
    const stop = time.after(LOOK_MS, () => cancellation.cancel(new Abandoned('INCOMPLETE')));
    const ask: Ask = (method, path, body) => this.#sender.ask(method, path, body, cancellation);
    const waitFor = await this.#lookFor(ask);
    stop();
    return waitFor;
  }

  /** Looks at each wanted template that is not known yet, up to one of which it can't be told now. */
  async #lookFor(ask: Ask): Promise<Reply | undefined> {
    for (let at = this.#known; ; at++) {
      const wanted = this.#question.wanted[at];
      if (wanted === undefined) return undefined;
      const ensured = await ensureTemplate(ask, wanted);
      const waitFor = this.#question.looked(ensured, wanted.index);
      if (ensured.result.kind === 'later') return waitFor;
      this.#known = at + 1;
    }
  }
}
