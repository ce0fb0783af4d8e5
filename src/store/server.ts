import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { SqliteError } from '../sqlite.ts';
import type { Documents } from './documents.ts';
import { readBody } from './request-body.ts';
import { answer, type StoreAnswer } from './routes.ts';
import { badRequest, RequestError } from './store-error.ts';

/**
 * The endpoint over HTTP: as much of Elasticsearch's interface as shipping and simple searching need. `host` is the
 * name it listens on. The caller listens and closes.
 */
export function createStoreServer(documents: Documents, host: string, clock: () => number): Server {
  const server = createServer((request, response) => {
    handle(documents, host, clock, request)
      .catch(errorAnswer)
      .then((result) => respond(request, response, result));
  });
  // Longer than any client's pause between two requests, so that none meets a connection just closed.
  server.keepAliveTimeout = 75_000;
  return server;
}

async function handle(
  documents: Documents,
  host: string,
  clock: () => number,
  request: IncomingMessage,
): Promise<StoreAnswer> {
  refuseBrowsers(request, host);
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const parameters = new URLSearchParams(mark < 0 ? '' : url.slice(mark));
  const path = splitPath(mark < 0 ? url : url.slice(0, mark));
  const body = await readBody(request);
  refuseOtherTypes(request, body);
  const result = await answer(documents, {
    method: request.method ?? 'GET',
    path,
    parameters,
    body,
    now: clock(),
  });
  const pretty =
    parameters.has('pretty') && parameters.get('pretty') !== 'false' && result.type === undefined;
  return pretty ? { ...result, body: `${JSON.stringify(JSON.parse(result.body), null, 2)}\n` } : result;
}

function splitPath(path: string): string[] {
  try {
    const parts = path.split('/').slice(1).map(decodeURIComponent);
    // `/logs/_search/` means `/logs/_search`.
    return parts.length > 1 && parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  } catch {
    throw badRequest('the path is not well encoded');
  }
}

/**
 * Logs are private, and a page in a browser on this machine could reach a loopback address under a name of its own
 * (DNS rebinding). So the name asked for must be an address, this machine, a name without dots, or the one listened on.
 */
function refuseBrowsers(request: IncomingMessage, host: string): void {
  const name = (request.headers.host ?? '')
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if (isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost') || name === host) return;
  throw new RequestError(403, 'security_exception', `this store does not answer to the name [${name}]`);
}

/** As Elasticsearch does since version 6; it also keeps pages in a browser from writing. */
function refuseOtherTypes(request: IncomingMessage, body: Buffer): void {
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0 || /^application\/(json|x-ndjson|vnd\.elasticsearch\+)/i.test(type)) return;
  throw new RequestError(
    406,
    'media_type_header_exception',
    `Content-Type header [${type}] is not supported`,
  );
}

function errorAnswer(error: unknown): StoreAnswer {
  const [status, type] = errorKind(error);
  const cause = { type, reason: (error as Error).message };
  return { status, body: JSON.stringify({ error: { root_cause: [cause], ...cause }, status }) };
}

function errorKind(error: unknown): [status: number, type: string] {
  if (error instanceof RequestError) return [error.status, error.type];
  // What SQLite refuses (disk full, I/O) passes: after a 503 every client tries again.
  return error instanceof SqliteError ? [503, 'store_exception'] : [500, 'internal_exception'];
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, type }: StoreAnswer,
): void {
  response.writeHead(status, {
    'content-type': type ?? 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    'x-elastic-product': 'Elasticsearch',
    // The rest of a body that nobody reads would be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
