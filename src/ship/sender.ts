import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { decodeAnswer, mostAnswerBytes } from './answer-body.ts';
import { retryAfter } from './back-off.ts';
import { type Cancellation, exchange } from './exchange.ts';
import { type Failure, failureOf } from './failure.ts';
import { Pool } from './undici.ts';

export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly bytes: Buffer;
  /** The patience that the host asked for, 0 for none. */
  readonly retryAfterMs: number;
}

export type Reply = Answer | Failure;

/** Sends bodies to the `_bulk` of one index of one host. */
export interface Sender {
  /** The host's address without credentials. */
  readonly label: string;
  /** One request. Resolves with whatever comes of it, never rejects. The reason to cancel it becomes the failure's cause. */
  send(body: Buffer, cancellation?: Cancellation): Promise<Reply>;
  /** Asks whether the host answers at all: the HTTP status, whatever it is, or 0 for no answer. Never rejects. */
  probe(cancellation?: Cancellation): Promise<number>;
  /** Ends at once: requests under way fail. */
  close(): Promise<void>;
}

export interface SenderOptions {
  /** As Elasticsearch gives it out: base64 of `id:key`. Goes before credentials in the URL. */
  readonly apiKey?: string | undefined;
  /** PEM certificates that the host's is checked against, in place of the system's. */
  readonly ca?: string | undefined;
  /** gzip, level 1. */
  readonly gzip?: boolean;
  /** The most connections to the host. */
  readonly connections: number;
  readonly connectTimeoutMs?: number;
  /** Until the answer begins, and between its pieces. */
  readonly answerTimeoutMs?: number;
}

/** All that is needed of the answer: the common one stays small. */
const FILTER = 'filter_path=errors,items.*.status,items.*.error';

/** Longer than a quiet line's pauses, shorter than the idle time-outs of usual proxies (nginx: 75 s). */
const KEEP_ALIVE_MS = 30_000;

const CONNECT_TIMEOUT_MS = 5_000;
const PROBE_CONNECT_MS = 1_000;
const ANSWER_TIMEOUT_MS = 60_000;

const compress = promisify(gzip);

/** A sender over HTTP or HTTPS with connections of its own, kept alive, one request at a time on each. */
export class HttpSender implements Sender {
  readonly label: string;
  readonly #pool: Pool;
  /** Not of `#pool`, whose connections may all be waiting for an answer. */
  readonly #probes: Pool;
  readonly #root: string;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #gzip: boolean;

  /** `url` may hold credentials, and a path if Elasticsearch is behind a proxy. */
  constructor(url: URL, index: string, options: SenderOptions) {
    const { connections, ca, gzip = false } = options;
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
    this.label = `${url.protocol}//${url.host}`;
    this.#root = `${url.pathname.replace(/\/+$/, '')}/`;
    this.#path = `${this.#root}${encodeURIComponent(index)}/_bulk?${FILTER}`;
    this.#gzip = gzip;
    this.#headers = {
      'content-type': 'application/x-ndjson',
      accept: 'application/json',
      'user-agent': 'logagent',
      ...authorization(url, options.apiKey),
      ...(gzip && { 'content-encoding': 'gzip' }),
    };
    this.#pool = new Pool(url.origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      connect: { timeout: connectTimeoutMs, ...(ca && { ca }) },
    });
    this.#probes = new Pool(url.origin, {
      connections: 1,
      pipelining: 1,
      connect: { timeout: PROBE_CONNECT_MS, ...(ca && { ca }) },
    });
  }

  async send(body: Buffer, cancellation?: Cancellation): Promise<Reply> {
    try {
      const sent = this.#gzip ? await compress(body, { level: constants.Z_BEST_SPEED }) : body;
      const most = mostAnswerBytes(body.length);
      const options = { method: 'POST', path: this.#path, headers: this.#headers, body: sent } as const;
      const answer = await exchange(this.#pool, options, most, cancellation);
      const { status, headers } = answer;
      const bytes = await decodeAnswer(answer.body, one(headers['content-encoding']), most);
      const retryAfterMs = retryAfter(one(headers['retry-after']), one(headers.date));
      return { kind: 'answer', status, bytes, retryAfterMs };
    } catch (error) {
      return failureOf(error);
    }
  }

  async probe(cancellation?: Cancellation): Promise<number> {
    try {
      const { authorization } = this.#headers;
      const options = {
        method: 'HEAD',
        path: this.#root,
        headers: { 'user-agent': 'logagent', ...(authorization && { authorization }) },
        // A kept-alive connection says nothing of new ones.
        reset: true,
      } as const;
      const { status } = await exchange(this.#probes, options, mostAnswerBytes(0), cancellation);
      return status;
    } catch {
      return 0;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#probes.destroy()]);
  }
}

function authorization(url: URL, apiKey: string | undefined): { authorization?: string } {
  if (apiKey) return { authorization: `ApiKey ${apiKey}` };
  if (url.username === '' && url.password === '') return {};
  const credentials = `${decode(url.username)}:${decode(url.password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** A lone `%` in a password is not an escape: WHATWG URLs let it stand. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
