/** Why Elasticsearch says no, in its own words; empty texts where it gave none. */
export interface ElasticError {
  readonly type: string;
  readonly reason: string;
}

/** One document's answer, in the order of the request. */
export interface Item extends ElasticError {
  readonly status: number;
}

export type BulkReply =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  /** Nothing is known of any document. */
  | { readonly kind: 'unclear'; readonly why: string };

const NO_ERRORS = Buffer.from('{"errors":false}');
const BEFORE_ITEMS = Buffer.from('{"errors":false,"items":[');
const CREATED = Buffer.from('{"create":{"status":201}},');
const AFTER_ITEMS = Buffer.from(']}');
const COMMA = 0x2c;

/** Long enough for every message worth reading, short enough for a log line and a row on disk. */
const MAX_REASON = 1000;

/**
 * Reads the answer to a `_bulk` request of so many documents, of which `filter_path` left `errors` and each item's
 * `status` and `error`. What is not certainly an answer to exactly these documents is `unclear`.
 */
export function readBulkReply(bytes: Buffer, documents: number): BulkReply {
  if (saysNoErrors(bytes, documents)) return { kind: 'delivered' };
  const reply = parse(bytes);
  if (reply === undefined)
    return { kind: 'unclear', why: `the reply is no JSON object: ${excerpt(bytes) || 'it is empty'}` };
  const { errors, items } = reply;
  if (errors === false && items === undefined) return { kind: 'delivered' };
  if (!Array.isArray(items)) {
    return { kind: 'unclear', why: `the reply is no answer to _bulk: ${excerpt(bytes)}` };
  }
  if (items.length !== documents) {
    return { kind: 'unclear', why: `the reply speaks of ${items.length} documents, not of ${documents}` };
  }
  const read: Item[] = [];
  for (const item of items) {
    const answer = asRecord(Object.values(asRecord(item) ?? {})[0]);
    if (typeof answer?.status !== 'number')
      return { kind: 'unclear', why: 'an item of the reply has no status' };
    read.push({ status: answer.status, ...elasticError(answer.error) });
  }
  return { kind: 'items', items: read };
}

/** What the body of a refused request says; a body that is not Elasticsearch's becomes the reason. */
export function readRequestError(bytes: Buffer): ElasticError {
  const reply = parse(bytes);
  return reply?.error === undefined ? { type: '', reason: excerpt(bytes) } : elasticError(reply.error);
}

/** `type: reason`, or what there is of it. */
export function errorText({ type, reason }: ElasticError): string {
  return type && reason ? `${type}: ${reason}` : type || reason;
}

/**
 * Recognises the common answer without parsing it: byte for byte what Elasticsearch writes when it has created so many
 * documents. Items that equal themselves shifted by one item are all like the first.
 */
function saysNoErrors(bytes: Buffer, documents: number): boolean {
  if (bytes.length === NO_ERRORS.length) return bytes.equals(NO_ERRORS);
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

function parse(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(bytes.toString()));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function elasticError(error: unknown): ElasticError {
  if (typeof error === 'string') return { type: '', reason: error.slice(0, MAX_REASON) };
  const record = asRecord(error);
  const type = textOf(record?.type);
  const cause = asRecord(record?.caused_by);
  // "failed to parse" says little; its cause says which value of which type.
  const reasons = [textOf(record?.reason), textOf(cause?.reason)].filter((reason) => reason !== '');
  return { type, reason: reasons.join(': ').slice(0, MAX_REASON) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function excerpt(bytes: Buffer): string {
  return bytes.toString('utf8', 0, 200).replace(/\s+/g, ' ').trim();
}
