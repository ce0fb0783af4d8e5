import type { Span } from '../../log/span.ts';

/**
 * Documents on their way to Elasticsearch, as the bytes of a `_bulk` body: for each document an action line
 * `{"create":{"_id":"KEY.OFFSET.CHECK"}}`, with an `_index` before the `_id` unless it goes to the request's own, and a source line, each ended by LF.
 *
 * A batch settles as a whole: its spans count as acknowledged when each of its documents has been delivered or is kept as a dead letter.
 * Which bytes belong to which document is found by scanning the body for LF, and only when an answer makes it necessary:
 * JSON holds no raw LF, and the common answer names no document at all.
 */
export interface Batch {
  /** Only the first `length` bytes are the body; the buffer is larger and is used again after release. */
  body: Buffer;
  length: number;
  /** Documents in the body; may be 0 when the spans hold only lines that were dropped by choice. */
  documents: number;
  /** Settle with this batch. Adjacent ranges of one generation are merged. */
  readonly spans: Span[];
  /** The time of the newest document's last part, RFC 3339, or empty: the delay of delivery is measured from it. */
  newest: string;
}
