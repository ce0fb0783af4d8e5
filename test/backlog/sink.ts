/**
 * A stand-in for Elasticsearch, in a process of its own, that keeps of each document only that it came. It is told by its
 * parent's messages to be down (nothing listens), busy (503 for every bulk) or up.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createdAnswer } from '../support/bulk-answers.ts';
import { type BacklogOptions, Pattern, planBacklog } from './container-backlog.ts';
import { type Account, Ledger } from './ledger.ts';

export type ToSink =
  | ({ readonly ask: 'plan'; readonly linesPerBlock: number } & BacklogOptions)
  | { readonly ask: 'down' | 'busy' | 'up' | 'progress' | 'account' };

export interface SinkProgress {
  readonly documents: number;
  readonly port: number;
  /** Bulk requests answered 503. */
  readonly turnedAway: number;
}

let ledger: Ledger | undefined;
let busy = false;
let turnedAway = 0;
let port = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => answer(request, response, chunks));
});

function answer(request: IncomingMessage, response: ServerResponse, chunks: readonly Buffer[]): void {
  const bulk = request.url?.includes('_bulk') === true;
  const refused = bulk && busy;
  if (refused) turnedAway++;
  const documents = bulk && !refused ? (ledger?.enter(Buffer.concat(chunks)) ?? 0) : 0;
  const text = refused ? '{"error":"busy","status":503}' : createdAnswer(documents);
  response.writeHead(refused ? 503 : 200, {
    'content-type': 'application/json',
    'x-elastic-product': 'Elasticsearch',
  });
  response.end(text);
}

async function obey(message: ToSink): Promise<void> {
  if (message.ask === 'plan') {
    const pattern = new Pattern(message.linesPerBlock);
    ledger = new Ledger(pattern, planBacklog(pattern, message));
  }
  if (message.ask === 'busy' || message.ask === 'up') busy = message.ask === 'busy';
  if (message.ask === 'down') await close();
  if (message.ask === 'busy' || message.ask === 'up') await listen();
  const progress: SinkProgress = { port, turnedAway, documents: ledger?.documents ?? 0 };
  const account: Account | undefined = ledger?.account();
  process.send?.(message.ask === 'account' ? account : progress);
}

async function listen(): Promise<void> {
  if (server.listening) return;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}

async function close(): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

process.on('message', (message: ToSink) => void obey(message));
process.on('disconnect', () => process.exit());
