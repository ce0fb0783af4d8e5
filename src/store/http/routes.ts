import type { ByteBudget, Share } from '../byte-budget.ts';
import type { Documents } from '../documents/documents.ts';
import { RequestError } from '../request-error.ts';
import { BOUNDS } from '../search/bounds.ts';
import { selectIndices } from '../search/index-selection.ts';
import type { Hit, Searches, Work } from '../search/search.ts';
import { readQuery, readSearch } from '../search/search-request.ts';
import { MAX_BODY } from './bodies.ts';
import type { Body } from './body.ts';
import { answerParts, bulk, carryOut } from './bulk.ts';
import { parseBody } from './json-body.ts';

/** Everything that requests are answered from. */
export interface Contents {
  readonly documents: Documents;
  readonly searches: Searches;
  /** The memory for searches and their answers. */
  readonly answers: ByteBudget;
}

/** A request, reduced to the parts that routes use. */
export interface StoreRequest {
  readonly method: string;
  /** Decoded parts of the path. */
  readonly path: readonly string[];
  readonly parameters: URLSearchParams;
  /** It is gone when the route has returned, even if its answer is still to come. */
  readonly body: Body;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface StoreAnswer {
  readonly status: number;
  /** JSON unless `type` says otherwise. */
  readonly body: string;
  readonly type?: string;
  /** The memory it takes; freed when it has been sent. */
  readonly share?: Share;
}

type Handler = (contents: Contents, request: StoreRequest) => StoreAnswer | Promise<StoreAnswer>;

interface Route {
  readonly methods: readonly string[];
  /** `*` stands for one part that is not empty. In first place it doesn't begin with `_` either, except `_all`. */
  readonly path: readonly string[];
  readonly handle: Handler;
}

const route = (methods: string, path: string, handle: Handler): Route => ({
  methods: methods.split(' '),
  path: path.split('/').slice(1),
  handle,
});

const routes: readonly Route[] = [
  route('POST PUT', '/_bulk', (contents, request) => bulkRoute(contents, request, undefined)),
  route('POST PUT', '/*/_bulk', (contents, request) => bulkRoute(contents, request, request.path[0])),
  route('GET HEAD', '/', () => ok(about)),
  route('GET', '/_cluster/health', () => ok(health)),
  route('GET', '/_cat/indices', catIndices),
  route('GET POST', '/_count', count),
  route('GET POST', '/*/_count', count),
  route('GET POST', '/_search', searchRoute),
  route('GET POST', '/*/_search', searchRoute),
  route('GET POST', '/_refresh', () => ok(refreshed)),
  route('GET POST', '/*/_refresh', () => ok(refreshed)),
  route('GET HEAD', '/*/_doc/*', getDocument),
  route('PUT POST', '/*/_doc/*', (contents, request) => putDocument(contents, request, 'index')),
  route('PUT POST', '/*/_create/*', (contents, request) => putDocument(contents, request, 'create')),
  route('HEAD', '/*', ({ documents }, { path }) => {
    selectIndices(documents.indices(), path[0]);
    return ok({});
  }),
  route('DELETE', '/*', deleteIndices),
];

/** The most bytes that the body of a request to this path may have. */
export function mostBytes(path: readonly string[]): number {
  const writes = path.at(-1) === '_bulk' || path[1] === '_doc' || path[1] === '_create';
  return writes ? MAX_BODY : BOUNDS.body;
}

/** Answers a request. Throws RequestError. */
export function answer(contents: Contents, request: StoreRequest): StoreAnswer | Promise<StoreAnswer> {
  const fitting = routes.filter(({ path }) => fits(path, request.path));
  const found = fitting.find(({ methods }) => methods.includes(request.method));
  if (found !== undefined) return found.handle(contents, request);
  const uri = `/${request.path.join('/')}`;
  if (fitting.length === 0) {
    throw new RequestError(
      404,
      'not_found',
      `no handler found for uri [${uri}] and method [${request.method}]`,
    );
  }
  const allowed = fitting.flatMap(({ methods }) => methods).join(', ');
  const reason = `Incorrect HTTP method for uri [${uri}] and method [${request.method}], allowed: [${allowed}]`;
  throw new RequestError(405, 'method_not_allowed', reason);
}

function fits(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.length !== path.length) return false;
  return pattern.every((part, position) => {
    const given = path[position] ?? '';
    if (part !== '*') return part === given;
    return given !== '' && (position > 0 || given === '_all' || !given.startsWith('_'));
  });
}

const about = {
  name: 'logagent',
  cluster_name: 'logagent',
  version: { number: '7.17.0-logagent', build_flavor: 'logagent', lucene_version: 'none' },
  tagline: 'You Know, for Search',
};

const health = {
  cluster_name: 'logagent',
  status: 'green',
  timed_out: false,
  number_of_nodes: 1,
  number_of_data_nodes: 1,
  active_primary_shards: 1,
  active_shards: 1,
  unassigned_shards: 0,
  active_shards_percent_as_number: 100,
};

const shards = { total: 1, successful: 1, skipped: 0, failed: 0 };
const refreshed = { _shards: shards };

function ok(body: object): StoreAnswer {
  return { status: 200, body: JSON.stringify(body) };
}

function bulkRoute({ documents }: Contents, request: StoreRequest, index: string | undefined): StoreAnswer {
  const parts = answerParts(request.parameters.get('filter_path'));
  return { status: 200, body: bulk(documents, request.body.pieces, index, parts) };
}

function getDocument({ documents }: Contents, { path }: StoreRequest): StoreAnswer {
  const [index = '', , id = ''] = path;
  const document = documents.get(index, id);
  if (document === undefined) {
    return { status: 404, body: JSON.stringify({ _index: index, _type: '_doc', _id: id, found: false }) };
  }
  const head = `{"_index":${JSON.stringify(index)},"_type":"_doc","_id":${JSON.stringify(id)}`;
  return { status: 200, body: `${head},"_version":1,"found":true,"_source":${document.source}}` };
}

function putDocument({ documents }: Contents, request: StoreRequest, verb: 'create' | 'index'): StoreAnswer {
  const [index = '', , id = ''] = request.path;
  const source = request.body.whole().toString('utf8');
  const item = documents.transaction(() => carryOut(documents, { verb, index, id }, source));
  if (item.error !== undefined) throw new RequestError(item.status, item.error.type, item.error.reason);
  const body = { _index: index, _type: '_doc', _id: id, _version: 1, result: item.result };
  return { status: item.status, body: JSON.stringify(body) };
}

async function count(contents: Contents, request: StoreRequest): Promise<StoreAnswer> {
  const query = readQuery(parseBody(request.body.whole()), request.parameters, request.now);
  const work = workOf(contents, request);
  try {
    return ok({ count: await contents.searches.count(query, work), _shards: shards });
  } finally {
    work.share.free();
  }
}

async function searchRoute(contents: Contents, request: StoreRequest): Promise<StoreAnswer> {
  const started = performance.now();
  const wanted = readSearch(parseBody(request.body.whole()), request.parameters, request.now);
  const work = workOf(contents, request);
  try {
    const { total, relation, hits, timedOut } = await contents.searches.search(wanted, work);
    const took = Math.round(performance.now() - started);
    const list = hits.map((hit) => hitJson(hit, wanted.withSource)).join(',');
    const found = `{"total":{"value":${total},"relation":"${relation}"},"max_score":1.0,"hits":[${list}]}`;
    const head = `{"took":${took},"timed_out":${timedOut},"_shards":${JSON.stringify(shards)}`;
    return { status: 200, body: `${head},"hits":${found}}`, share: work.share };
  } catch (error) {
    work.share.free();
    throw error;
  }
}

/** A query takes a few times as much memory as its text. */
const MEMORY_OF_QUERY = 4;

function workOf({ documents, answers }: Contents, { path, body, signal }: StoreRequest): Work {
  const indices = selectIndices(documents.indices(), path.length > 1 ? path[0] : undefined);
  const share = answers.share();
  share.add(MEMORY_OF_QUERY * body.length, '<search_request>');
  return { indices, share, signal };
}

function hitJson({ index, id, source, sort }: Hit, withSource: boolean): string {
  const head = `{"_index":${JSON.stringify(index)},"_type":"_doc","_id":${JSON.stringify(id)},"_score":1.0`;
  return `${head}${withSource ? `,"_source":${source}` : ''},"sort":${JSON.stringify(sort)}}`;
}

function catIndices({ documents }: Contents, { parameters }: StoreRequest): StoreAnswer {
  const rows = documents.indices().map((index) => ({ index, count: String(documents.count(index)) }));
  if (parameters.get('format') === 'json') {
    return ok(
      rows.map((row) => ({ health: 'green', status: 'open', index: row.index, 'docs.count': row.count })),
    );
  }
  const lines = rows.map((row) => `green open ${row.index} ${row.count}\n`);
  if (parameters.has('v')) lines.unshift('health status index docs.count\n');
  return { status: 200, type: 'text/plain; charset=UTF-8', body: lines.join('') };
}

function deleteIndices({ documents }: Contents, { path }: StoreRequest): StoreAnswer {
  for (const index of selectIndices(documents.indices(), path[0])) documents.deleteIndex(index);
  return ok({ acknowledged: true });
}
