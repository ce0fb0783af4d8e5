import type { Cancellation } from '../requests/exchange.ts';
import type { Reply, Sender } from '../requests/sender.ts';
import type { Identity, ShipEvents } from '../ship-events.ts';
import { type Asked, isPassing } from '../template/ask.ts';
import type { Time } from '../time.ts';
import { readIdentity } from './identity.ts';

/** A host that comes and goes is asked this seldom. */
const ASK_AGAIN_MS = 60_000;

/**
 * Tells which server a host is: at the start, and again when it takes requests after it could not, since it may have been upgraded
 * meanwhile. Documents never wait for that, and go to hosts that do not say it as well.
 */
export class Introduced implements Sender, Asked {
  readonly label: string;
  readonly #sender: Sender & Asked;
  readonly #time: Time;
  readonly #events: Pick<ShipEvents, 'introduced'>;
  #known = false;
  #asking = false;
  #askedAt = Number.NEGATIVE_INFINITY;
  /** The last that was told. */
  #told: string | undefined;

  constructor(sender: Sender & Asked, time: Time, events: Pick<ShipEvents, 'introduced'>) {
    this.label = sender.label;
    this.#sender = sender;
    this.#time = time;
    this.#events = events;
  }

  begin(): void {
    if (!this.#known && !this.#asking) void this.ask('GET', '', undefined);
  }

  async send(body: Buffer, cancellation?: Cancellation): Promise<Reply> {
    const reply = await this.#sender.send(body, cancellation);
    if (reply.kind === 'failure' || reply.status >= 500) this.#known = false;
    else if (!this.#known && this.#time.now() - this.#askedAt >= ASK_AGAIN_MS) this.begin();
    return reply;
  }

  /** Whoever asks the host which server it is, the answer is noted. */
  async ask(
    method: 'GET' | 'PUT',
    path: string,
    body: string | undefined,
    cancellation?: Cancellation,
  ): Promise<Reply> {
    if (method !== 'GET' || path !== '') return this.#sender.ask(method, path, body, cancellation);
    this.#asking = true;
    const reply = await this.#sender.ask(method, path, body, cancellation);
    this.#asking = false;
    this.#note(reply);
    return reply;
  }

  probe(cancellation?: Cancellation): Promise<number> {
    return this.#sender.probe(cancellation);
  }

  close(): Promise<void> {
    return this.#sender.close();
  }

  #note(reply: Reply): void {
    if (reply.kind === 'failure' || isPassing(reply)) return;
    this.#known = true;
    this.#askedAt = this.#time.now();
    const identity = reply.status === 200 ? readIdentity(reply.bytes) : undefined;
    const text = textOf(identity);
    if (text === this.#told) return;
    this.#told = text;
    this.#events.introduced(this.label, identity);
  }
}

function textOf(identity: Identity | undefined): string {
  return identity === undefined ? '' : `${identity.server} ${identity.version} ${identity.cluster}`;
}
