import { answerParts, bulk, carryOut } from './bulk.ts';
import type { Documents } from './documents.ts';
import { selectIndices } from './index-selection.ts';
import { countMatching, type Hit, search } from './search.ts';
import { readQuery, readSearch } from './search-request.ts';
import { badRequest, RequestError } from './store-error.ts';

/** A request, as far as the routes need to know it. */
export interface StoreRequest {
  readonly method: string;
  /** Parts of the path, decoded. */
  readonly path: readonly string[];
  readonly parameters: URLSearchParams;
  readonly body: Buffer;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface StoreAnswer {
  readonly status: number;
  /** JSON unless `type` says otherwise. */
  readonly body: string;
  readonly type?: string;
}

type Handler = (documents: Documents, request: StoreRequest) => StoreAnswer | Promise<StoreAnswer>;

interface Route {
  readonly methods: readonly string[];
  /** `*` stands for one part that does not begin with `_`, except `_all`; the last may be any. */
  readonly path: readonly string[];
  readonly handle: Handler;
}

const route = (methods: string, path: string, handle: Handler): Route => ({
  methods: methods.split(' '),
  path: path.split('/').slice(1),
  handle,
});

const routes: readonly Route[] = [
  route('POST PUT', '/_bulk', (documents, request) => bulkRoute(documents, request, undefined)),
  route('POST PUT', '/*/_bulk', (documents, request) => bulkRoute(documents, request, request.path[0])),
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
  route('PUT POST', '/*/_doc/*', (documents, request) => putDocument(documents, request, 'index')),
  route('PUT POST', '/*/_create/*', (documents, request) => putDocument(documents, request, 'create')),
  route('HEAD', '/*', (documents, { path }) => {
    selectIndices(documents.indices(), path[0]);
    return ok({});
  }),
  route('DELETE', '/*', deleteIndices),
];

/** Answers a request or throws RequestError. */
export function answer(documents: Documents, request: StoreRequest): StoreAnswer | Promise<StoreAnswer> {
  const fitting = routes.filter(({ path }) => fits(path, request.path));
  const found = fitting.find(({ methods }) => methods.includes(request.method));
  if (found !== undefined) return found.handle(documents, request);
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

function bulkRoute(documents: Documents, request: StoreRequest, index: string | undefined): StoreAnswer {
  const parts = answerParts(request.parameters.get('filter_path'));
  return { status: 200, body: bulk(documents, request.body, index, parts) };
}

function getDocument(documents: Documents, { path }: StoreRequest): StoreAnswer {
  const [index = '', , id = ''] = path;
  const document = documents.get(index, id);
  if (document === undefined) {
    return { status: 404, body: JSON.stringify({ _index: index, _type: '_doc', _id: id, found: false }) };
  }
  const head = `{"_index":${JSON.stringify(index)},"_type":"_doc","_id":${JSON.stringify(id)}`;
  return { status: 200, body: `${head},"_version":1,"found":true,"_source":${document.source}}` };
}

function putDocument(documents: Documents, request: StoreRequest, verb: 'create' | 'index'): StoreAnswer {
  const [index = '', , id = ''] = request.path;
  const source = request.body.toString('utf8');
  const item = documents.transaction(() => carryOut(documents, { verb, index, id }, source));
  if (item.error !== undefined) throw new RequestError(item.status, item.error.type, item.error.reason);
  const body = { _index: index, _type: '_doc', _id: id, _version: 1, result: item.result };
  return { status: item.status, body: JSON.stringify(body) };
}

async function count(
  documents: Documents,
  { path, parameters, body, now }: StoreRequest,
): Promise<StoreAnswer> {
  const accepts = readQuery(parseBody(body), parameters, now);
  const indices = selectIndices(documents.indices(), path.length > 1 ? path[0] : undefined);
  return ok({ count: await countMatching(documents, indices, accepts), _shards: shards });
}

async function searchRoute(documents: Documents, request: StoreRequest): Promise<StoreAnswer> {
  const { path, parameters, body, now } = request;
  const started = performance.now();
  const wanted = readSearch(parseBody(body), parameters, now);
  const indices = selectIndices(documents.indices(), path.length > 1 ? path[0] : undefined);
  const { total, relation, hits } = await search(documents, indices, wanted);
  const took = Math.round(performance.now() - started);
  const list = hits.map((hit) => hitJson(hit, wanted.withSource)).join(',');
  const found = `{"total":{"value":${total},"relation":"${relation}"},"max_score":1.0,"hits":[${list}]}`;
  const head = `{"took":${took},"timed_out":false,"_shards":${JSON.stringify(shards)}`;
  return { status: 200, body: `${head},"hits":${found}}` };
}

function hitJson({ document, sort }: Hit, withSource: boolean): string {
  const { index, id, source } = document;
  const head = `{"_index":${JSON.stringify(index)},"_type":"_doc","_id":${JSON.stringify(id)},"_score":1.0`;
  return `${head}${withSource ? `,"_source":${source}` : ''},"sort":${JSON.stringify(sort)}}`;
}

function catIndices(documents: Documents, { parameters }: StoreRequest): StoreAnswer {
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

function deleteIndices(documents: Documents, { path }: StoreRequest): StoreAnswer {
  for (const index of selectIndices(documents.indices(), path[0])) documents.deleteIndex(index);
  return ok({ acknowledged: true });
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw badRequest(`the body is not JSON: ${(error as Error).message}`, 'parse_exception');
  }
}
