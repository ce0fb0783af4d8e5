import type { ElasticError } from './bulk-reply.ts';

/**
 * What becomes of one document: `duplicate` is delivered too, by an earlier try. `doubtful` is refused once it has been
 * answered so twice and others were taken meanwhile, `failing` the same after many times: until then both go again.
 */
export type ItemOutcome = 'delivered' | 'duplicate' | 'again' | 'refused' | 'doubtful' | 'failing';

/**
 * What becomes of a whole request:
 * `ok` its items decide · `again` to another host · `again-operator` the same, but it takes an operator to end it ·
 * `halve` it is too large · `bisect` a document in it breaks the whole request.
 */
export type RequestOutcome = 'ok' | 'again' | 'again-operator' | 'halve' | 'bisect';

export interface Verdict<Outcome> {
  readonly outcome: Outcome;
  /** What an operator can do, where only an operator can. */
  readonly remedy?: string;
}

interface Row<Outcome> extends Verdict<Outcome> {
  readonly from: number;
  readonly to: number;
  /** Elasticsearch's error type; without it the row holds for every type. */
  readonly type?: string;
  /** Found in Elasticsearch's reason; without it the row holds for every reason. */
  readonly reason?: RegExp;
}

const CREDENTIALS = 'check the user and password in --elasticsearch, or --api-key';
const PRIVILEGES = 'grant the user or API key the privileges create_doc and auto_configure on the index';
const NO_INDEX = 'create the index, or let action.auto_create_index allow it';
const BLOCKED = 'free disk space if the flood stage set the block, else lift it in the settings of the index';
const CLUSTER_BLOCKED = 'lift the block in the settings of the cluster';
const CLOSED = 'open the index';
const NO_SHARDS = 'delete old indices or raise cluster.max_shards_per_node';
const BAD_INDEX = 'choose another --index';
const BAD_ALIAS = 'mend the aliases in the template of the index';
const WRITE_INDEX = 'give the alias one write index (is_write_index), or choose another --index';
const PIPELINE = 'create the ingest pipeline, or take it out of the settings of the index';
const ROUTING = 'choose an --index whose mapping does not demand _routing';
const ADDRESS = 'check that --elasticsearch is the address of Elasticsearch, with the path if there is one';
const REDIRECTED = 'give --elasticsearch the address it redirects to';

const ILLEGAL = 'illegal_argument_exception';
/** 7.6 says it of the whole request, later versions of each item. */
const NO_WRITE_INDEX = /no write index is defined for alias|more than one ind\w+ associated|single index op/i;
const NO_PIPELINE = /pipeline with id \[.*\] does not exist/i;
/** What Elasticsearch says of a document that the mapping can't hold, in words of several versions. */
const OF_DOCUMENT =
  /^Limit of |immense term|can't merge a non|mapper \[.*\] (?:cannot|of different|has different|conflicts)|is defined (?:twice|more than once)|_id .*(?:empty|too long)/i;

/**
 * The first row that fits decides. A row for a single type comes before the row for its status, and says that the index
 * or the cluster is at fault, not the document: then nothing is wrong with sending it again.
 */
const ITEMS: readonly Row<ItemOutcome>[] = [
  { from: 200, to: 299, outcome: 'delivered' },
  // Sent as `create`: this id is there already.
  { from: 409, to: 409, outcome: 'duplicate' },
  // 403, or 429 since Elasticsearch 7.7 for the flood stage.
  { from: 400, to: 499, type: 'cluster_block_exception', outcome: 'again', remedy: BLOCKED },
  { from: 400, to: 499, type: 'index_closed_exception', outcome: 'again', remedy: CLOSED },
  // The index can't be created: the cluster holds as many shards as it may.
  { from: 400, to: 499, type: 'validation_exception', outcome: 'again', remedy: NO_SHARDS },
  { from: 400, to: 499, type: 'invalid_index_name_exception', outcome: 'again', remedy: BAD_INDEX },
  { from: 400, to: 499, type: 'invalid_alias_name_exception', outcome: 'again', remedy: BAD_ALIAS },
  { from: 400, to: 499, type: 'routing_missing_exception', outcome: 'again', remedy: ROUTING },
  { from: 400, to: 499, type: ILLEGAL, reason: NO_WRITE_INDEX, outcome: 'again', remedy: WRITE_INDEX },
  { from: 400, to: 499, type: ILLEGAL, reason: NO_PIPELINE, outcome: 'again', remedy: PIPELINE },
  { from: 401, to: 401, outcome: 'again', remedy: CREDENTIALS },
  { from: 403, to: 403, outcome: 'again', remedy: PRIVILEGES },
  { from: 404, to: 404, outcome: 'again', remedy: NO_INDEX },
  { from: 429, to: 429, outcome: 'again' },
  { from: 400, to: 400, type: 'mapper_parsing_exception', outcome: 'refused' },
  // The same since Elasticsearch 8.
  { from: 400, to: 400, type: 'document_parsing_exception', outcome: 'refused' },
  { from: 400, to: 400, type: 'strict_dynamic_mapping_exception', outcome: 'refused' },
  { from: 400, to: 400, type: ILLEGAL, reason: OF_DOCUMENT, outcome: 'refused' },
  // An ingest pipeline that fails, and whatever else may be one document's fault or everybody's.
  { from: 400, to: 499, outcome: 'doubtful' },
  // A pipeline's `fail` processor answers so to a document that it will never take; a broken shard for a while.
  { from: 500, to: 500, outcome: 'failing' },
  { from: 501, to: 599, outcome: 'again' },
];

const REQUESTS: readonly Row<RequestOutcome>[] = [
  { from: 200, to: 299, outcome: 'ok' },
  { from: 300, to: 399, outcome: 'again-operator', remedy: REDIRECTED },
  {
    from: 400,
    to: 400,
    type: ILLEGAL,
    reason: NO_WRITE_INDEX,
    outcome: 'again-operator',
    remedy: WRITE_INDEX,
  },
  { from: 400, to: 400, type: ILLEGAL, reason: NO_PIPELINE, outcome: 'again-operator', remedy: PIPELINE },
  { from: 400, to: 400, outcome: 'bisect' },
  { from: 401, to: 401, outcome: 'again-operator', remedy: CREDENTIALS },
  {
    from: 403,
    to: 403,
    type: 'cluster_block_exception',
    outcome: 'again-operator',
    remedy: CLUSTER_BLOCKED,
  },
  { from: 403, to: 403, outcome: 'again-operator', remedy: PRIVILEGES },
  { from: 408, to: 408, outcome: 'again' },
  { from: 413, to: 413, outcome: 'halve' },
  { from: 429, to: 429, outcome: 'again' },
  { from: 400, to: 499, outcome: 'again-operator', remedy: ADDRESS },
  { from: 500, to: 599, outcome: 'again' },
];

const NO_REASON: ElasticError = { type: '', reason: '' };

/** What an item's status and error mean for its document. What no row names goes again. */
export function itemVerdict(status: number, error: ElasticError = NO_REASON): Verdict<ItemOutcome> {
  return find(ITEMS, status, error) ?? { outcome: 'again' };
}

/** What a reply's status and error mean for its request. What no row names goes again. */
export function requestVerdict(status: number, error: ElasticError = NO_REASON): Verdict<RequestOutcome> {
  return find(REQUESTS, status, error) ?? { outcome: 'again' };
}

function find<Outcome>(
  table: readonly Row<Outcome>[],
  status: number,
  error: ElasticError,
): Row<Outcome> | undefined {
  return table.find(
    ({ from, to, type = error.type, reason }) =>
      status >= from && status <= to && type === error.type && (reason?.test(error.reason) ?? true),
  );
}
