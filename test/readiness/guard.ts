import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RealBackend } from '../support/real-backend.ts';

/** As Elasticsearch 8 with security answers it. The builds for these tests have none. */
const REFUSALS = {
  401: 'unable to authenticate with provided credentials and anonymous access is not allowed for this action',
  403: 'action [indices:data/write/bulk] is unauthorized for API key id [k] of user [agent], this action is granted by the index privileges [create_doc,create,delete,index,write,all]',
} as const;

const BROKEN = { status: 502, headers: {}, body: '' };

/** Stands before a real server and refuses requests as one with security does, until it is opened. */
export class Guard {
  open = false;
  readonly #server;

  constructor(status: keyof typeof REFUSALS, url: string) {
    const behind = new RealBackend([url]);
    const error = { type: 'security_exception', reason: REFUSALS[status] };
    const refusal = JSON.stringify({ error: { root_cause: [error], ...error }, status });
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { method = '', url: path = '' } = request;
      const headers = { 'content-type': String(request.headers['content-type'] ?? 'application/json') };
      const asked = { method, path, headers, body: Buffer.concat(chunks) };
      const answer = this.open
        ? await behind.answer(asked).catch(() => BROKEN)
        : { status, headers: { 'content-type': 'application/json' }, body: refusal };
      response.writeHead(answer.status, answer.headers).end(method === 'HEAD' ? undefined : answer.body);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
