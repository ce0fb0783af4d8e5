import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { foreignHost } from '../../allowed-hosts.ts';
import { SqliteError } from '../../sqlite.ts';
import { ByteBudget } from '../byte-budget.ts';
import type { Documents } from '../documents/documents.ts';
import { badRequest, RequestError } from '../request-error.ts';
import { BOUNDS } from '../search/bounds.ts';
import { Searches } from '../search/search.ts';
import { Turns } from '../turns/turns.ts';
import { Bodies } from './bodies.ts';
import { answer, type Contents, mostBytes, type StoreAnswer } from './routes.ts';

/** In bytes: what searches hold, and their answers until they have been sent. */
export const ANSWERS_BUDGET = 32 * 1024 * 1024;

/** A client that reads nothing of its answer for so many milliseconds is disconnected. */
const MAX_UNREAD_MS = 30_000;

/** Answers of more characters stay as they are, `pretty` or not, since it takes long. */
const MAX_PRETTY = 1024 * 1024;

/** What every request needs. */
interface Endpoint {
  readonly turns: Turns;
  readonly contents: Contents;
  readonly bodies: Bodies;
  /** Those that it answers to besides its host's own. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Makes the HTTP endpoint: as much of Elasticsearch's interface as shipping and simple searches need. `names` are those it
 * answers to besides its host's own. Searches go on in `turns`. The caller listens and closes.
 */
export function createStoreServer(
  documents: Documents,
  names: readonly string[],
  clock: () => number,
  turns = new Turns(),
): Server {
  const searches = new Searches(documents, turns);
  const bodies = new Bodies(() => performance.now());
  const contents = { documents, searches, answers: new ByteBudget(ANSWERS_BUDGET) };
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    handle({ contents, bodies, turns, names, clock }, request, gone.signal)
      .catch(errorAnswer)
      .then((result) => respond(request, response, result));
  });
  server.once('close', () => bodies.close());
  // Longer than any client's pause between two requests, so that none uses a connection that is being closed.
  server.keepAliveTimeout = 75_000;
  return server;
}

async function handle(
  { contents, bodies, turns, names, clock }: Endpoint,
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<StoreAnswer> {
  refuseBrowsers(request, names);
  const url = boundedUrl(request);
  const mark = url.indexOf('?');
  const parameters = new URLSearchParams(mark < 0 ? '' : url.slice(mark));
  const path = splitPath(mark < 0 ? url : url.slice(0, mark));
  const body = await bodies.read(request, mostBytes(path));
  // Reading a large query takes milliseconds, and many may come at once.
  if (mostBytes(path) === BOUNDS.body && body.length > 0) await turns.next();
  let answering: StoreAnswer | Promise<StoreAnswer>;
  try {
    refuseOtherTypes(request, body.length);
    const method = request.method ?? 'GET';
    answering = answer(contents, { method, path, parameters, body, now: clock(), signal });
  } finally {
    body.free();
  }
  return prettyIfWanted(await answering, parameters);
}

function prettyIfWanted(answered: StoreAnswer, parameters: URLSearchParams): StoreAnswer {
  const { body, type } = answered;
  const pretty = parameters.has('pretty') && parameters.get('pretty') !== 'false' && type === undefined;
  if (!pretty || body.length > MAX_PRETTY) return answered;
  return { ...answered, body: `${JSON.stringify(JSON.parse(body), null, 2)}\n` };
}

function boundedUrl({ url = '/' }: IncomingMessage): string {
  if (url.length <= BOUNDS.url) return url;
  throw badRequest(`An HTTP line is larger than ${BOUNDS.url} bytes.`, 'too_long_http_line_exception');
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

/** Keeps out web pages of others that a browser on this machine shows. */
function refuseBrowsers({ headers }: IncomingMessage, names: readonly string[]): void {
  const foreign = foreignHost(headers, names);
  if (foreign === undefined) return;
  throw new RequestError(
    403,
    'security_exception',
    `this store does not answer to [${foreign}]: use an address of its host, or name it by --listen-host`,
  );
}

/** As Elasticsearch does since version 6. This also keeps web pages in a browser from writing. */
function refuseOtherTypes(request: IncomingMessage, length: number): void {
  const type = request.headers['content-type'] ?? '';
  if (length === 0 || /^application\/(json|x-ndjson|vnd\.elasticsearch\+)/i.test(type)) return;
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
  // SQLite's errors (full disk, I/O) are temporary, and after a 503 every client tries again.
  return error instanceof SqliteError ? [503, 'store_exception'] : [500, 'internal_exception'];
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, type, share }: StoreAnswer,
): void {
  if (share !== undefined) sentOrGone(response, () => share.free());
  response.writeHead(status, {
    'content-type': type ?? 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    'x-elastic-product': 'Elasticsearch',
    // The unread rest of a body would be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** Calls `done` when the answer has been sent or its client is gone. One that reads nothing is disconnected. */
function sentOrGone(response: ServerResponse, done: () => void): void {
  if (response.destroyed || response.closed) done();
  response.once('close', done);
  response.setTimeout(MAX_UNREAD_MS, () => response.destroy());
}
