/** A request that fails. It carries the status, type and reason that Elasticsearch would answer with. */
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

/** Status 400, which Elasticsearch answers to a request that it doesn't understand or support. */
export function badRequest(reason: string, type = 'illegal_argument_exception'): RequestError {
  return new RequestError(400, type, reason);
}
