import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import {
  type Answer,
  type Backend,
  type BackendRequest,
  type BulkAnswer,
  type BulkDocument,
  type BulkItem,
  bulkPath,
} from './backend.ts';
import { type Bulk, type Fault, PAGE, sendWithFault } from './fault.ts';
import { readBulk, readRequest, send, wholeRequest } from './http-bodies.ts';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** With it clients must show a certificate of this issuer. */
  readonly ca?: string;
  readonly requestCert?: true;
}

export interface StandInOptions {
  /** Of another stand-in in front of the same backend, to share with it. */
  readonly accepted?: Set<string>;
  /** With it https is spoken. */
  readonly certificate?: Certificate;
}

/**
 * An Elasticsearch with programmable faults: an HTTP server on loopback in front of a backend that really keeps documents.
 */
export class StandIn {
  /** Decides what goes wrong with a request; undefined: nothing. */
  inject: (bulk: Bulk) => Fault | undefined = () => undefined;
  /** Called with each new connection, before anything is read from it. */
  onConnection: (socket: Socket) => void = () => {};
  readonly backend: Backend;
  /** Ids the backend has accepted, also when the answer was lost. */
  readonly accepted: Set<string>;
  /** `_bulk` requests seen, and what the backend said of their documents. */
  readonly seen = { bulks: 0, created: 0, duplicates: 0, refused: 0 };
  /** The name in the certificate that the client of the last `_bulk` has shown. */
  client: string | undefined;
  /** `_bulk` requests that have come and have not been answered yet. */
  underWay = 0;
  readonly #server: Server;
  readonly #secure: SecureServer | undefined;
  readonly #sockets = new Set<Socket>();
  #hanging: Promise<void> | undefined;
  #port = 0;

  constructor(backend: Backend, { accepted = new Set(), certificate }: StandInOptions = {}) {
    this.backend = backend;
    this.accepted = accepted;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.#answer(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    };
    const keepAlive = { keepAliveTimeout: 60_000 };
    this.#secure = certificate && createSecureServer({ ...keepAlive, ...certificate }, answer);
    this.#server = this.#secure ?? createServer(keepAlive, answer);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.onConnection(socket);
    });
  }

  get url(): string {
    return `${this.#secure === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  /** Takes connections and requests and answers nothing, as a stopped process does; the returned function lets it go on. */
  hang(): () => void {
    let goOn = (): void => {};
    this.#hanging = new Promise((resolve) => {
      goOn = () => {
        this.#hanging = undefined;
        resolve();
      };
    });
    return () => goOn();
  }

  /** Shows this certificate from now on; connections that exist are broken. */
  renew(certificate: Certificate): void {
    this.#secure?.setSecureContext(certificate);
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Begins to listen, again on the same port after `refuse`. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** From now on connections are refused, and those that exist are broken. */
  async refuse(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#hanging;
    const request = await readRequest(incoming);
    if (bulkPath(request.path) === undefined) {
      send(response, await this.backend.answer(request));
      return;
    }
    if (incoming.socket instanceof TLSSocket)
      this.client = String(incoming.socket.getPeerCertificate().subject?.CN);
    const documents = readBulk(request.body);
    const { body, headers } = request;
    const encoding = incoming.headers['content-encoding'];
    const bulk = { number: ++this.seen.bulks, bytes: body.length, encoding, headers, documents };
    this.underWay++;
    response.once('close', () => this.underWay--);
    await this.#withFault(request, bulk, this.inject(bulk), response);
  }

  async #withFault(
    request: BackendRequest,
    bulk: Bulk,
    fault: Fault | undefined,
    response: ServerResponse,
  ): Promise<void> {
    switch (fault?.kind) {
      case 'reset':
        response.destroy();
        return;
      case 'status':
        send(response, wholeRequest(fault));
        return;
      case 'not-elasticsearch':
        send(response, PAGE);
        return;
      case 'slow':
        await sleep(fault.milliseconds);
        break;
      case 'queued':
        await sleep(fault.milliseconds);
        if (response.destroyed) return;
        break;
    }
    const choose = fault?.kind === 'items' ? fault.choose : () => undefined;
    const answer = await this.#forward(request, bulk, choose);
    sendWithFault(response, answer, fault, bulk.documents.length);
  }

  /** Sends what was not chosen to the backend and puts all items together in the order of the request. */
  async #forward(
    request: BackendRequest,
    bulk: Bulk,
    choose: (document: BulkDocument) => BulkItem | undefined,
  ): Promise<Answer> {
    const chosen = bulk.documents.map(choose);
    const rest = bulk.documents.filter((_, i) => chosen[i] === undefined);
    if (rest.length === bulk.documents.length) {
      const answer = await this.backend.answer(request);
      this.#note(rest, answer);
      return answer;
    }
    const stored: BulkAnswer = { items: [] };
    if (rest.length > 0) {
      const body = Buffer.from(rest.map((document) => document.lines).join(''));
      const answer = await this.backend.answer({ ...request, body });
      this.#note(rest, answer);
      if (answer.status !== 200) return answer;
      Object.assign(stored, JSON.parse(answer.body));
    }
    const items = bulk.documents.map((document, i) => {
      const item = chosen[i];
      return item === undefined ? (stored.items?.shift() ?? {}) : { [document.action]: item };
    });
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: JSON.stringify({ ...stored, errors: true, items }) };
  }

  #note(documents: readonly BulkDocument[], answer: Answer): void {
    if (answer.status !== 200) return;
    const { errors, items = [] } = JSON.parse(answer.body) as BulkAnswer;
    documents.forEach((document, i) => {
      const item = Object.values(items[i] ?? {})[0];
      const status = item?.status ?? (errors === false ? 201 : 0);
      const created = status >= 200 && status < 300;
      if (status === 409) this.seen.duplicates++;
      else if (created) this.seen.created++;
      else this.seen.refused++;
      if ((created || status === 409) && document.id !== undefined) this.accepted.add(document.id);
    });
  }
}
