/**
 * A stand-in for Elasticsearch that costs as little as possible: it counts the documents of each bulk body, keeps the bodies, and
 * says that all went well. A process of its own, so that its work is on another core. Speaks to its parent by messages.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { createdAnswer, documentsIn } from '../support/bulk-answers.ts';

export type ToSink = 'progress' | 'audit' | 'delays';

export interface SinkProgress {
  readonly documents: number;
  /** Milliseconds since 1970 at which the last body had been received. */
  readonly last: number;
}

export interface SinkAudit {
  readonly documents: number;
  readonly ids: number;
  /** Different lines by container and number, found in the text. */
  readonly lines: number;
}

/** Milliseconds from the time that stands in a line (`sent=MILLISECONDS`) to the arrival of its request. */
export interface SinkDelays {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** They came in so many requests. */
  readonly requests: number;
}

/** `count` forgets the bodies: nothing can be looked up later, but memory doesn't bound the run. */
const mode = process.argv[2] as 'keep' | 'count' | 'delays';

const bodies: Buffer[] = [];
let delays: number[] = [];
let requests = 0;
let documents = 0;
let last = 0;

const server = createServer((request, response) => {
  if (request.url?.includes('_bulk')) receive(request, response);
  else
    answer(request.resume(), response, '{"version":{"number":"7.17.28"},"tagline":"You Know, for Search"}');
});

function receive(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const sent = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    if (mode === 'keep') bodies.push(body);
    if (mode === 'delays') noteDelays(body);
    const count = documentsIn(body);
    documents += count;
    last = Date.now();
    requests++;
    answer(request, response, createdAnswer(count));
  });
}

function answer(_request: IncomingMessage, response: ServerResponse, text: string): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': text.length,
    'x-elastic-product': 'Elasticsearch',
  });
  response.end(text);
}

function noteDelays(body: Buffer): void {
  const now = performance.timeOrigin + performance.now();
  for (const [, sent] of body.toString('latin1').matchAll(/sent=([\d.]+)/g)) delays.push(now - Number(sent));
}

/** Of what has come since the last time. */
function takeDelays(): SinkDelays {
  const sorted = delays.sort((a, b) => a - b);
  delays = [];
  const count = requests;
  requests = 0;
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1), requests: count };
}

/** Docker writes `&` as `\u0026`, and a program may pass that on as it is. */
const NUMBERED = /(?:[ ?&]|\\u0026)n=(\d+)(?:&|\\u0026)run=(\w+)/;

function audit(): SinkAudit {
  const ids = new Set<string>();
  const lines = new Set<string>();
  for (const body of bodies) {
    const text = body.toString('latin1').split('\n');
    for (let i = 0; i + 1 < text.length; i += 2) {
      const id = /"_id":"([^"]+)"/.exec(text[i]!)?.[1];
      const line = NUMBERED.exec(text[i + 1]!);
      if (id !== undefined) ids.add(id);
      if (line !== null) lines.add(`${line[2]} ${line[1]}`);
    }
  }
  return { documents, ids: ids.size, lines: lines.size };
}

process.on('message', (message: ToSink) => {
  if (message === 'progress') process.send?.({ documents, last } satisfies SinkProgress);
  if (message === 'audit') process.send?.(audit());
  if (message === 'delays') process.send?.(takeDelays());
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
