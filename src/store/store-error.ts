/** The store can't be used; the message is a sentence naming the thing, the cause and the remedy. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

/** A request that gets no result: what Elasticsearch would answer. */
export class RequestError extends Error {
  readonly status: number;
  /** Elasticsearch's name of the error. */
  readonly type: string;

  constructor(status: number, type: string, reason: string) {
    super(reason);
    this.status = status;
    this.type = type;
  }
}

/** 400, as Elasticsearch answers what it doesn't understand or support. */
export function badRequest(reason: string, type = 'illegal_argument_exception'): RequestError {
  return new RequestError(400, type, reason);
}
