import type { ServerResponse } from 'node:http';
import type { Answer, BulkDocument, BulkItem } from './backend.ts';
import { type Refusal, send, sendForEver, sendInPieces, withIndex, withoutLastItem } from './http-bodies.ts';

/** A `_bulk` request as it came in. */
export interface Bulk {
  /** 1 for the first. */
  readonly number: number;
  /** Of the body, not compressed. */
  readonly bytes: number;
  /** `Content-Encoding`. */
  readonly encoding: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly documents: readonly BulkDocument[];
}

/** What goes wrong with one `_bulk` request. */
export type Fault =
  /** The connection breaks before anything has been stored. */
  | { readonly kind: 'reset' }
  /** Everything is stored, and the connection breaks. */
  | { readonly kind: 'reply-lost' }
  /** Everything is stored, and half of the answer comes before the connection breaks. */
  | { readonly kind: 'reply-cut' }
  /** Everything is stored, and the answer is a proxy's page. */
  | { readonly kind: 'reply-not-json' }
  /** Nothing is stored, and the answer is 200 with a page of something else. */
  | { readonly kind: 'not-elasticsearch' }
  /** Everything is stored, and the answer has no body. */
  | { readonly kind: 'reply-empty' }
  /** Everything is stored, and the answer speaks of one document fewer. */
  | { readonly kind: 'reply-wrong-count' }
  /** Everything is stored, and each item of the answer names this index. */
  | { readonly kind: 'reply-index'; readonly index: string }
  /** Everything is stored, and the answer is compressed, which nobody asked for, and comes in many pieces. */
  | { readonly kind: 'reply-gzip' }
  /** Everything is stored, and the answer goes on for ever: a byte now and then, or as fast as it is read. */
  | { readonly kind: 'reply-trickle' }
  | { readonly kind: 'reply-flood' }
  /** Nothing is stored; the whole request is answered so. */
  | ({ readonly kind: 'status' } & Refusal)
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** As `slow`; what comes from a client that is gone by then is not stored. */
  | { readonly kind: 'queued'; readonly milliseconds: number }
  /** The chosen documents are not stored and their items answered so; the others go the normal way. */
  | { readonly kind: 'items'; readonly choose: (document: BulkDocument) => BulkItem | undefined };

/** What a proxy or another server says to any request. */
export const PAGE: Answer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html>Welcome</html>',
};

/** Sends the answer to a request whose documents have been stored, spoilt as the fault says. */
export function sendWithFault(
  response: ServerResponse,
  answer: Answer,
  fault: Fault | undefined,
  documents: number,
): void {
  switch (fault?.kind) {
    case 'reply-lost':
      response.destroy();
      return;
    case 'reply-cut':
      response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length });
      response.write(answer.body.slice(0, answer.body.length >> 1), () => response.destroy());
      return;
    case 'reply-not-json':
      send(response, PAGE);
      return;
    case 'reply-empty':
      send(response, { ...answer, body: '' });
      return;
    case 'reply-gzip':
      sendInPieces(response, answer);
      return;
    case 'reply-trickle':
    case 'reply-flood':
      sendForEver(response, fault.kind === 'reply-trickle' ? 1 : 64 * 1024);
      return;
    case 'reply-wrong-count':
      send(response, withoutLastItem(answer, documents));
      return;
    case 'reply-index':
      send(response, withIndex(answer, fault.index));
      return;
    default:
      send(response, answer);
  }
}
