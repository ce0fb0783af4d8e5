import type { Mismatch } from '../ship-events.ts';
import type { ElasticError } from './bulk-reply.ts';

/**
 * The outcome of one document:
 *
 * - `delivered`: Elasticsearch has it.
 * - `duplicate`: Elasticsearch had it already, from an earlier try.
 * - `again`: it is sent again.
 * - `refused`: it becomes a dead letter.
 * - `doubtful`, `failing`: it may be at fault itself. It is sent again, and refused once it has been answered so
 *   `DOUBTFUL_TRIES` or `FAILING_TRIES` times while others were taken.
 * - `shared`: the same is said of all documents of the request for the sake of one. Alone it is `doubtful`; until then it is not
 *   known which is at fault.
 */
export type ItemOutcome = 'delivered' | 'duplicate' | 'again' | 'refused' | 'doubtful' | 'failing' | 'shared';

/**
 * The outcome of a whole request:
 *
 * - `ok`: its items decide.
 * - `again`: it is sent again, to another host if there is one.
 * - `again-operator`: the same, but only an operator can end the trouble.
 * - `halve`: it is too large, and is sent again in two halves.
 * - `bisect`: a document in it breaks the whole request. It is halved until that document is alone.
 */
export type RequestOutcome = 'ok' | 'again' | 'again-operator' | 'halve' | 'bisect';

/** An outcome, and the remedy where only an operator has one. */
export interface Verdict<Outcome> {
  readonly outcome: Outcome;
  /** One clause: the thing to do. */
  readonly remedy?: string;
}

/** A row of the table: it fits the statuses `from` to `to`, both included. */
interface Row<Outcome> extends Verdict<Outcome> {
  readonly from: number;
  readonly to: number;
  /** The error type that it fits; every type without it. */
  readonly type?: string;
  /** Matches the reasons that it fits; every reason without it. */
  readonly reason?: RegExp;
}

const CREDENTIALS =
  'check the user and password in --elasticsearch, or --api-key, or the file that credentials are read from';
const PRIVILEGES = 'grant the user or API key the privileges create_doc and auto_configure on the index';
const NO_INDEX = 'create the index, or let action.auto_create_index allow it';
const BLOCKED = 'free disk space if the flood stage set the block, otherwise lift it in the index settings';
const CLUSTER_BLOCKED = 'lift the block in the cluster settings';
const CLOSED = 'open the index';
const NO_SHARDS = 'delete old indices or raise cluster.max_shards_per_node';
const BAD_INDEX = 'choose another --index';
const BAD_ALIAS = 'correct the aliases in the index template';
const WRITE_INDEX = 'give the alias one write index (is_write_index), or choose another --index';
const PIPELINE = 'create the ingest pipeline, or remove it from --pipeline or the index settings';
const ROUTING = 'choose an --index whose mapping does not require _routing';
const ADDRESS = 'check that --elasticsearch is the address of Elasticsearch, with the path if there is one';
const PROXY = 'write user and password into HTTP_PROXY, as in http://user:password@proxy:3128';
const REDIRECTED = 'give --elasticsearch the address it redirects to';

const OTHER_ID = 'check any proxy before Elasticsearch, and that no ingest pipeline changes _id';
const OTHER_INDEX = 'check any proxy before Elasticsearch, and what --index leads to';

/** Nothing is known of a document whose item is about something else. These decide before all rows of the table. */
const MISMATCHES: Readonly<Record<Mismatch, Verdict<ItemOutcome>>> = {
  id: { outcome: 'again', remedy: OTHER_ID },
  index: { outcome: 'again', remedy: OTHER_INDEX },
};

const ILLEGAL = 'illegal_argument_exception';
/** Elasticsearch 7.6 answers so to the whole request, later versions to each item. */
const NO_WRITE_INDEX = /no write index is defined for alias|more than one ind\w+ associated|single index op/i;
const NO_PIPELINE = /pipeline with id \[.*\] does not exist/i;
/** Reasons that blame the document: the mapping can't hold it. In the words of several versions. */
const OF_DOCUMENT =
  /^Limit of |immense term|can't merge a non|mapper \[.*\] (?:cannot|of different|has different|conflicts)|is defined (?:twice|more than once)|_id .*(?:empty|too long)/i;

/**
 * The first row that fits decides. Rows for one error type come before the row for their status. Most of them say that the
 * index or the cluster is at fault and not the document, so that it is sent again.
 */
const ITEMS: readonly Row<ItemOutcome>[] = [
  { from: 200, to: 299, outcome: 'delivered' },
  // Documents are sent as `create`, so an id that is there already is a conflict.
  { from: 409, to: 409, outcome: 'duplicate' },
  // For the flood stage the status is 403 before Elasticsearch 7.7, and 429 since.
  { from: 400, to: 499, type: 'cluster_block_exception', outcome: 'again', remedy: BLOCKED },
  { from: 400, to: 499, type: 'index_closed_exception', outcome: 'again', remedy: CLOSED },
  // The index can't be created, because the cluster holds as many shards as it may.
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
  // The name of the same type since Elasticsearch 8.
  { from: 400, to: 400, type: 'document_parsing_exception', outcome: 'refused' },
  { from: 400, to: 400, type: 'strict_dynamic_mapping_exception', outcome: 'refused' },
  { from: 400, to: 400, type: ILLEGAL, reason: OF_DOCUMENT, outcome: 'refused' },
  // OpenSearch 2 and 3 say so of every document of an ingest pipeline when one of them can't be parsed.
  { from: 400, to: 599, type: 'parse_exception', outcome: 'shared' },
  { from: 400, to: 599, type: 'not_x_content_exception', outcome: 'shared' },
  // An ingest pipeline that fails, for instance: it may be one document's fault or everybody's.
  { from: 400, to: 499, outcome: 'doubtful' },
  // A pipeline's `fail` processor answers so for ever to a document that it does not take, a broken shard for a while.
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
  { from: 407, to: 407, outcome: 'again-operator', remedy: PROXY },
  { from: 408, to: 408, outcome: 'again' },
  { from: 413, to: 413, outcome: 'halve' },
  { from: 429, to: 429, outcome: 'again' },
  { from: 400, to: 499, outcome: 'again-operator', remedy: ADDRESS },
  { from: 500, to: 599, outcome: 'again' },
];

const NO_REASON: ElasticError = { type: '', reason: '' };

/** The outcome of a document by its item's mismatch, or else its status and error; `again` when no row fits. */
export function itemVerdict(
  status: number,
  error: ElasticError & { readonly mismatch?: Mismatch } = NO_REASON,
): Verdict<ItemOutcome> {
  if (error.mismatch !== undefined) return MISMATCHES[error.mismatch];
  return find(ITEMS, status, error) ?? { outcome: 'again' };
}

/** The outcome of a request by its answer's status and error; `again` when no row fits. */
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
