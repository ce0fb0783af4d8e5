import type { Reply, Sender } from '../../src/ship/requests/sender.ts';
import type { Fate } from './actions.ts';
import { unprinted } from './lines.ts';

/** What a document must hold for the audit. */
export interface StoredDocument {
  readonly id: string;
  readonly container: string;
  readonly stream: string;
  readonly message: string;
  /** Marked `event.cut`: it is only a piece of what was printed. */
  readonly cut: boolean;
}

/** An Elasticsearch without a network: keeps documents by id and does with requests what it was told to. */
export class ModelStore implements Sender {
  readonly label = 'http://store';
  readonly documents = new Map<string, StoredDocument>();
  /** Of all chunks that stand in documents. */
  readonly texts = new Set<string>();
  /** Documents that came again under the same id with another text. */
  readonly changed: { readonly before: StoredDocument; readonly now: StoredDocument }[] = [];
  /** Documents that came in, each time. */
  sent = 0;
  readonly #fates: Fate[] = [];
  readonly #seen = new Map<string, StoredDocument>();
  readonly #held: ((answered: boolean) => void)[] = [];

  /** The fate of the next request that has none yet. */
  decide(fate: Fate): void {
    this.#fates.push(fate);
  }

  /** All goes well from now on. */
  heal(): void {
    this.#fates.length = 0;
  }

  /** Ends the requests that are held, by an answer or a broken connection. */
  letGo(answered: boolean): void {
    for (const end of this.#held.splice(0)) end(answered);
  }

  send(body: Buffer): Promise<Reply> {
    const documents = read(body);
    this.sent += documents.length;
    for (const document of documents) this.#compare(document);
    const fate = this.#fates.shift();
    switch (fate?.fate) {
      case undefined:
        return Promise.resolve(this.#store(documents, 0));
      case 'items':
        return Promise.resolve(this.#store(documents, fate.mask));
      case 'status':
        return Promise.resolve(answer(fate.status, '{"error":{"type":"busy","reason":"busy"}}'));
      case 'reset':
        return Promise.resolve(BROKEN);
      case 'reply lost':
        this.#store(documents, 0);
        return Promise.resolve(BROKEN);
      case 'unclear':
        if (fate.stored) this.#store(documents, 0);
        return Promise.resolve(answer(200, '<html>Welcome</html>'));
      case 'hold':
        return this.#hold(documents, fate.stored);
    }
  }

  /** Whatever is tried next goes well or badly by its own fate: a probe foretells nothing. */
  async probe(): Promise<number> {
    return 200;
  }

  /** Requests under way fail. */
  async close(): Promise<void> {
    this.letGo(false);
  }

  #hold(documents: readonly StoredDocument[], stored: boolean): Promise<Reply> {
    const early = stored ? this.#store(documents, 0) : undefined;
    return new Promise((resolve) => {
      this.#held.push((answered) => {
        resolve(answered ? (early ?? this.#store(documents, 0)) : BROKEN);
      });
    });
  }

  #compare(now: StoredDocument): void {
    const before = this.#seen.get(now.id);
    if (before === undefined) this.#seen.set(now.id, now);
    else if (before.message !== now.message) this.changed.push({ before, now });
  }

  #store(documents: readonly StoredDocument[], mask: number): Reply {
    let errors = false;
    const items = documents.map((document, i) => {
      const busy = (mask >> (i % 8)) % 2 === 1;
      const there = !busy && this.documents.has(document.id);
      if (!busy && !there) this.#keep(document);
      errors ||= busy || there;
      if (busy)
        return '{"create":{"status":429,"error":{"type":"es_rejected_execution_exception","reason":"full"}}}';
      if (there) return '{"create":{"status":409,"error":{"type":"version_conflict_engine_exception"}}}';
      return '{"create":{"status":201}}';
    });
    return answer(200, `{"errors":${errors},"items":[${items.join(',')}]}`);
  }

  #keep(document: StoredDocument): void {
    this.documents.set(document.id, document);
    for (const text of textsOf(document)) this.texts.add(text);
  }
}

/** The texts of the chunks of which a document was joined. */
export function textsOf({ message }: StoredDocument): string[] {
  return unprinted(message);
}

const BROKEN: Reply = { kind: 'failure', cause: 'connection reset', timeout: false };

function answer(status: number, text: string): Reply {
  return { kind: 'answer', status, bytes: Buffer.from(text), retryAfterMs: 0 };
}

function read(body: Buffer): StoredDocument[] {
  const lines = body.toString().split('\n');
  const documents: StoredDocument[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const action = JSON.parse(lines[i] ?? '') as { create: { _id: string } };
    const source = JSON.parse(lines[i + 1] ?? '') as {
      message: string;
      stream?: string;
      container: { id: string };
      event?: { cut?: boolean };
    };
    const { message, stream = '', container, event } = source;
    const cut = event?.cut === true;
    documents.push({ id: action.create._id, container: container.id, stream, message, cut });
  }
  return documents;
}
