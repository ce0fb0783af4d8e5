import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type Answer,
  type BackendRequest,
  type BulkAnswer,
  type BulkDocument,
  parseBulk,
} from './backend.ts';

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'content-encoding', 'transfer-encoding']);

/** A whole request, not compressed. */
export async function readRequest(incoming: IncomingMessage): Promise<BackendRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    // The backend's answer is read here, so that it must not be compressed either.
    if (!HOP_BY_HOP.has(name) && name !== 'accept-encoding' && value !== undefined)
      headers[name] = String(value);
  }
  const compressed = incoming.headers['content-encoding'] === 'gzip';
  return {
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers,
    body: compressed ? gunzipSync(sent) : sent,
  };
}

/** A body that can't be read goes to the backend as it is, which says what is wrong with it. */
export function readBulk(body: Buffer): BulkDocument[] {
  try {
    return parseBulk(body);
  } catch {
    return [];
  }
}

/** The answer to a request that is refused as a whole. */
export function wholeRequest({ status, body, headers }: Refusal): Answer {
  const error = { type: 'stand_in_exception', reason: `the stand-in was asked to answer ${status}` };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: body ?? JSON.stringify({ error, status }),
  };
}

export interface Refusal {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Compressed, without a length, a few bytes at a time. */
export function sendInPieces(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-encoding': 'gzip' });
  const bytes = gzipSync(answer.body);
  for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
  response.end();
}

/** An answer that has no end, in pieces of so many bytes. */
export function sendForEver(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const piece = Buffer.alloc(bytes, ' ');
  const next = (): void => {
    if (!response.destroyed) response.write(piece, () => setTimeout(next, 5));
  };
  next();
}

/** The answer to a `_bulk` of so many documents without its last item. The embedded store leaves items out when it is asked for errors only. */
export function withoutLastItem(answer: Answer, documents: number): Answer {
  const { items } = JSON.parse(answer.body) as BulkAnswer;
  const all = items ?? Array.from({ length: documents }, () => ({ create: { status: 201 } }));
  return { ...answer, body: JSON.stringify({ errors: true, items: all.slice(0, -1) }) };
}

/** The answer to a `_bulk` with this index in each item. */
export function withIndex(answer: Answer, index: string): Answer {
  const { errors, items = [] } = JSON.parse(answer.body) as BulkAnswer;
  const named = items.map((item) => {
    const [action = '', fields] = Object.entries(item)[0] ?? [];
    return { [action]: { _index: index, ...fields } };
  });
  return { ...answer, body: JSON.stringify({ errors, items: named }) };
}

export function send(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  response.end(body);
}
