import type { Mismatch } from '../ship-events.ts';
import { asRecord, parseObject, textOf } from './json.ts';

/** Why Elasticsearch says no, in its own words. The texts are empty where it gave none. */
export interface ElasticError {
  readonly type: string;
  readonly reason: string;
}

/** The answer to one document. */
export interface Item extends ElasticError {
  readonly status: number;
  /** The `_id` and the `_index` that it names, if it names them. */
  readonly id?: string;
  readonly index?: string;
  /** The document is in the failure store of its data stream, since the stream's index could not take it. */
  readonly inFailureStore?: true;
  /** Set when it is not about the document in its place. It is not believed then. */
  readonly mismatch?: Mismatch;
}

/** The answer to a `_bulk` request. */
export type BulkReply =
  /** Every document is delivered. */
  | { readonly kind: 'delivered' }
  /** The answers to the documents, in the order of the request. */
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  /** Nothing is known of any document; `why` is one clause. */
  | { readonly kind: 'unclear'; readonly why: string };

const BEFORE_ITEMS = Buffer.from('{"errors":false,"items":[');
const CREATED = Buffer.from('{"create":{"status":201}},');
const AFTER_ITEMS = Buffer.from(']}');
const COMMA = 0x2c;

/** Characters of a reason that are kept: enough to read, short enough for a log line and a row on disk. */
const MAX_REASON = 1000;

/**
 * Reads the answer to a `_bulk` request of so many documents. `filter_path` has left `errors`, and each item's `status`,
 * `error` and `failure_store`. It is `unclear` unless it is certainly the answer to exactly these documents: one that says no
 * more than that there was no error may be the answer to fewer. Never throws.
 */
export function readBulkReply(bytes: Buffer, documents: number): BulkReply {
  if (saysNoErrors(bytes, documents)) return { kind: 'delivered' };
  const reply = parseObject(bytes);
  if (reply === undefined)
    return { kind: 'unclear', why: `the answer is not a JSON object: ${excerpt(bytes) || 'it is empty'}` };
  const { errors, items } = reply;
  if (errors === false && items === undefined) {
    return { kind: 'unclear', why: 'the answer has no items, so that it may be about fewer documents' };
  }
  if (!Array.isArray(items)) {
    return { kind: 'unclear', why: `the answer is not one to _bulk: ${excerpt(bytes)}` };
  }
  if (items.length !== documents) {
    return { kind: 'unclear', why: `the answer is about ${items.length} documents, not ${documents}` };
  }
  const read: Item[] = [];
  for (const item of items) {
    const answer = asRecord(Object.values(asRecord(item) ?? {})[0]);
    if (typeof answer?.status !== 'number')
      return { kind: 'unclear', why: 'an item of the answer has no status' };
    const { status, error, failure_store: store } = answer;
    const stored = store === 'used' && { inFailureStore: true as const };
    read.push({ status, ...elasticError(error), ...namesOf(answer), ...stored });
  }
  return { kind: 'items', items: read };
}

/** Reads the error of a request that was refused as a whole. A body that is not Elasticsearch's becomes the reason. */
export function readRequestError(bytes: Buffer): ElasticError {
  const reply = parseObject(bytes);
  return reply?.error === undefined ? { type: '', reason: excerpt(bytes) } : elasticError(reply.error);
}

/** `type: reason`, or the one of them that is there, or an empty text. */
export function errorText({ type, reason }: ElasticError): string {
  return type && reason ? `${type}: ${reason}` : type || reason;
}

/**
 * Recognises the common answer without parsing it: the bytes that Elasticsearch writes when it has created so many
 * documents. The items are compared with themselves, shifted by one item: if they are equal, all are like the first.
 */
function saysNoErrors(bytes: Buffer, documents: number): boolean {
  const end = BEFORE_ITEMS.length + documents * CREATED.length - 1;
  if (bytes.length !== end + AFTER_ITEMS.length) return false;
  const second = BEFORE_ITEMS.length + CREATED.length;
  return (
    bytes.subarray(0, BEFORE_ITEMS.length).equals(BEFORE_ITEMS) &&
    bytes.subarray(BEFORE_ITEMS.length, second - 1).equals(CREATED.subarray(0, -1)) &&
    (documents === 1 || bytes[second - 1] === COMMA) &&
    bytes.subarray(second, end).equals(bytes.subarray(BEFORE_ITEMS.length, end - CREATED.length)) &&
    bytes.subarray(end).equals(AFTER_ITEMS)
  );
}

function elasticError(error: unknown): ElasticError {
  if (typeof error === 'string') return { type: '', reason: error.slice(0, MAX_REASON) };
  const record = asRecord(error);
  const type = textOf(record?.type);
  const cause = asRecord(record?.caused_by);
  // The reason may be a mere "failed to parse". Its cause says which value of which type.
  const reasons = [textOf(record?.reason), textOf(cause?.reason)].filter((reason) => reason !== '');
  return { type, reason: reasons.join(': ').slice(0, MAX_REASON) };
}

function namesOf({ _id: id, _index: index }: Record<string, unknown>): Pick<Item, 'id' | 'index'> {
  return { ...(typeof id === 'string' && { id }), ...(typeof index === 'string' && { index }) };
}

function excerpt(bytes: Buffer): string {
  return bytes.toString('utf8', 0, 200).replace(/\s+/g, ' ').trim();
}
