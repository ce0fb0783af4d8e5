import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { Sent } from './batches.ts';

export interface ItemAnswer {
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

/** A `_bulk` request as it arrived. */
export interface Request {
  /** 1 for the first. */
  readonly number: number;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Bytes of the body, not compressed. */
  readonly bytes: number;
  readonly documents: readonly Sent[];
}

/** What the server does with a request instead of storing it and saying so. */
export type Act =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Answers these items so, by id, and stores the others. */
  | { readonly items: (id: string) => ItemAnswer | undefined }
  /** Breaks the connection before storing. */
  | 'reset'
  /** Stores, and breaks the connection. */
  | 'reply-lost'
  /** Stores, and breaks the connection half-way through the answer. */
  | 'reply-cut'
  /** Stores, and answers this in place of the truth. */
  | { readonly lie: string }
  /** Stores nothing and never answers. */
  | 'silent'
  /** Stores nothing, and its answer goes on and on: a byte at a time, or as fast as it is read. */
  | 'trickle'
  | 'flood'
  /** Stores when told to. */
  | { readonly until: Promise<void> };

/** A server on loopback that does what a script says and keeps the documents it takes. */
export class ScriptedServer {
  script: (request: Request) => Act | undefined = () => undefined;
  readonly requests: Request[] = [];
  /** Requests for nothing but a sign of life. */
  probes = 0;
  /** Requests for what it is. */
  questions = 0;
  answersProbes = true;
  /** Bytes of answers that trickled. */
  trickled = 0;
  /** What has been stored, by id. */
  readonly stored = new Map<string, string>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor() {
    this.#server = createServer((incoming, response) => {
      this.#answer(incoming, response).catch(() => response.destroy());
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.#port}`);
  }

  /** The first time on any free port, later on the same again. */
  async listen(): Promise<this> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  /** Breaks every connection and refuses new ones. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (incoming.method === 'HEAD') {
      this.probes++;
      if (this.answersProbes) response.end();
      return;
    }
    if (incoming.method === 'GET' && incoming.url === '/') {
      this.questions++;
      response.end('{"version":{"number":"7.17.28"}}');
      return;
    }
    const request = await this.#read(incoming);
    const act = this.script(request);
    if (act === 'silent') return;
    if (act === 'reset') {
      response.destroy();
      return;
    }
    if (act === 'trickle' || act === 'flood') {
      this.#goOn(response, act === 'trickle' ? Buffer.from(' ') : Buffer.alloc(64 * 1024, ' '));
      return;
    }
    if (typeof act === 'object' && 'status' in act) {
      response.writeHead(act.status, { 'content-type': 'application/json', ...act.headers });
      response.end(act.body ?? `{"error":{"type":"scripted","reason":"answer ${act.status}"}}`);
      return;
    }
    if (typeof act === 'object' && 'until' in act) await act.until;
    const choose = typeof act === 'object' && 'items' in act ? act.items : () => undefined;
    const truth = this.#store(request.documents, choose);
    const answer = typeof act === 'object' && 'lie' in act ? act.lie : truth;
    if (act === 'reply-lost') {
      response.destroy();
      return;
    }
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(answer),
    });
    if (act === 'reply-cut') response.write(answer.slice(0, answer.length >> 1), () => response.destroy());
    else response.end(answer);
  }

  #goOn(response: ServerResponse, piece: Buffer): void {
    const next = (): void => {
      this.trickled += piece.length;
      if (!response.destroyed) response.write(piece, () => setTimeout(next, 1));
    };
    next();
  }

  async #read(incoming: IncomingMessage): Promise<Request> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const lines = body.toString().split('\n');
    if (lines.pop() !== '' || lines.length % 2 !== 0)
      throw new Error('a body holds two lines for each document');
    const documents: Sent[] = [];
    for (let i = 0; i < lines.length; i += 2) {
      const action = JSON.parse(lines[i]!) as { create: { _id: string } };
      documents.push({ id: action.create._id, source: lines[i + 1]! });
    }
    const { headers, url = '' } = incoming;
    const request = { number: this.requests.length + 1, url, headers, bytes: body.length, documents };
    this.requests.push(request);
    return request;
  }

  #store(documents: readonly Sent[], choose: (id: string) => ItemAnswer | undefined): string {
    const items = documents.map(({ id, source }) => {
      const chosen = choose(id);
      if (chosen !== undefined) return { create: chosen };
      if (this.stored.has(id)) {
        const error = { type: 'version_conflict_engine_exception', reason: `[${id}]: version conflict` };
        return { create: { status: 409, error } };
      }
      this.stored.set(id, source);
      return { create: { status: 201 } };
    });
    return JSON.stringify({ errors: items.some(({ create }) => create.status >= 300), items });
  }
}
