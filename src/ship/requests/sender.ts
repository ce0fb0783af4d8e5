import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { decodeAnswer, mostAnswerBytes } from './answer-body.ts';
import { connector, type TlsSettings } from './connector.ts';
import { type Cancellation, exchange, type Received } from './exchange.ts';
import { type Failure, failureOf } from './failure.ts';
import { basicOf, labelOf } from './host-url.ts';
import { retryAfter } from './retry-after.ts';
import { proxyAuthorization } from './tunnel.ts';
import { Pool } from './undici.ts';
import { plainToTls, withAddressHint } from './wrong-address.ts';

/** A request without credentials. */
type Unauthorized = Dispatcher.DispatchOptions & { readonly headers: Readonly<Record<string, string>> };

/** The host's answer to a request, whatever its status. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  /** The answer's body, decompressed. */
  readonly bytes: Buffer;
  /** For how long the host asked to be left alone, 0 if it did not. */
  readonly retryAfterMs: number;
}

/** The result of a request: an answer, or the reason why there is none. */
export type Reply = Answer | Failure;

/** Sends bodies to the `_bulk` of one host. */
export interface Sender {
  /** The host's address without credentials. */
  readonly label: string;
  /** Does at once what has to be done before the first request, if there is anything. */
  begin?(): void;
  /** Sends one request. Never rejects: trouble is a `Failure`, and so is a cancellation, whose reason becomes its cause. */
  send(body: Buffer, cancellation?: Cancellation): Promise<Reply>;
  /** Asks for a sign of life. Resolves with the HTTP status, whatever it is, or 0 for no answer. Never rejects. */
  probe(cancellation?: Cancellation): Promise<number>;
  /** Ends at once: requests under way fail. */
  close(): Promise<void>;
}

export interface SenderOptions {
  /**
   * The `Authorization` header for a request that is sent now. It takes precedence over credentials in the URL. `anew` when the one
   * before was refused: where it comes from is looked at again.
   */
  readonly authorization?: ((anew: boolean) => string) | undefined;
  /** The certificates for a connection that is opened now: the same object until one of them changes. */
  readonly tls?: (() => TlsSettings) | undefined;
  /** The proxy for requests to an address; undefined: none. Its credentials are in no message. */
  readonly proxyFor?: ((url: URL) => URL | undefined) | undefined;
  /** Compress bodies by gzip, level 1. */
  readonly gzip?: boolean;
  /**
   * The ingest pipeline that all documents pass. It is the request's, never an item's: Elasticsearch 7.6 blames the wrong item of a request in which
   * some have a pipeline and some have none.
   */
  readonly pipeline?: string | undefined;
  /** The most connections to the host. */
  readonly connections: number;
  readonly connectTimeoutMs?: number;
  /** The longest wait for the answer's beginning, and between two of its pieces. */
  readonly answerTimeoutMs?: number;
}

/** Keeps of the answer only the members that are read, so that the common one stays small. */
const FILTER = 'filter_path=errors,items.*.status,items.*.error,items.*.failure_store';

/** How long an idle connection is kept: longer than a quiet agent's pauses, shorter than usual proxies do (nginx: 75 s). */
const KEEP_ALIVE_MS = 30_000;

const CONNECT_TIMEOUT_MS = 5_000;
const PROBE_CONNECT_MS = 1_000;
const ANSWER_TIMEOUT_MS = 60_000;

const BAD_REQUEST = 400;
const UNAUTHORIZED = 401;

const compress = promisify(gzip);

/** A sender over HTTP or HTTPS. It has connections of its own, keeps them alive, and sends one request at a time on each. */
export class HttpSender implements Sender {
  readonly label: string;
  readonly #pool: Pool;
  /** Connections for probes: those of `#pool` may all be waiting for an answer. */
  readonly #probes: Pool;
  readonly #root: string;
  readonly #path: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #ofProbe: Readonly<Record<string, string>>;
  readonly #authorization: (anew: boolean) => string | undefined;
  readonly #gzip: boolean;
  readonly #url: URL;
  readonly #behindProxy: boolean;
  /** It has answered a request: its address is right. */
  #answered = false;

  /** `url` may hold credentials, and a path if Elasticsearch is behind a proxy. Without an `index` each document names its own. */
  constructor(url: URL, index: string | undefined, options: SenderOptions) {
    const { connections, gzip = false, tls = () => undefined } = options;
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
    this.label = labelOf(url);
    const proxy = options.proxyFor?.(url);
    this.#url = url;
    this.#behindProxy = proxy !== undefined;
    // To an http host a proxy carries requests one by one: they name the host, and each shows who asks (RFC 9112, 3.2.2).
    const carried = proxy !== undefined && url.protocol === 'http:';
    this.#root = `${carried ? url.origin : ''}${url.pathname.replace(/\/+$/, '')}/`;
    this.#path = `${this.#root}${bulkPath(index, options.pipeline)}`;
    this.#gzip = gzip;
    this.#headers = {
      'content-type': 'application/x-ndjson',
      accept: 'application/json',
      'user-agent': 'logagent',
      ...(gzip && { 'content-encoding': 'gzip' }),
      ...(carried && proxyAuthorization(proxy)),
    };
    this.#ofProbe = { 'user-agent': 'logagent', ...(carried && proxyAuthorization(proxy)) };
    const ofUrl = basicOf(url);
    this.#authorization = options.authorization ?? (() => ofUrl);
    this.#pool = new Pool(url.origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: answerTimeoutMs,
      bodyTimeout: answerTimeoutMs,
      connect: connector({ tls, timeoutMs: connectTimeoutMs, proxy }),
    });
    this.#probes = new Pool(url.origin, {
      connections: 1,
      pipelining: 1,
      connect: connector({ tls, timeoutMs: PROBE_CONNECT_MS, proxy }),
    });
  }

  async send(body: Buffer, cancellation?: Cancellation): Promise<Reply> {
    const sent = this.#gzip ? await compress(body, { level: constants.Z_BEST_SPEED }) : body;
    const options = { method: 'POST', path: this.#path, body: sent } as const;
    return this.#request({ ...options, headers: this.#headers }, body.length, cancellation);
  }

  /** Sends another request than `_bulk`, by the same connections and with the same credentials. `path` is below the host's root. */
  async ask(
    method: 'GET' | 'PUT',
    path: string,
    body: string | undefined,
    cancellation?: Cancellation,
  ): Promise<Reply> {
    const { 'content-encoding': _, ...others } = this.#headers;
    const headers = { ...others, 'content-type': 'application/json' };
    const options = { method, path: `${this.#root}${path}`, headers, body: body ?? null };
    return this.#request(options, body?.length ?? 0, cancellation);
  }

  async probe(cancellation?: Cancellation): Promise<number> {
    try {
      const authorization = this.#authorization(false);
      const options = {
        method: 'HEAD',
        path: this.#root,
        headers: { ...this.#ofProbe, ...(authorization && { authorization }) },
        // Each probe connects anew: that an old connection works does not show that the host accepts new ones.
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

  /** `bytes` is how long the request's body is before compression. Never rejects. */
  async #request(
    options: Unauthorized,
    bytes: number,
    cancellation: Cancellation | undefined,
  ): Promise<Reply> {
    try {
      const most = mostAnswerBytes(bytes);
      const answer = await this.#exchange(options, most, cancellation);
      if (answer.status === BAD_REQUEST && !this.#answered) {
        const failure = plainToTls(this.#url, answer.body);
        if (failure !== undefined) return failure;
      }
      this.#answered = true;
      const { status, headers } = answer;
      const decoded = await decodeAnswer(answer.body, one(headers['content-encoding']), most);
      const retryAfterMs = retryAfter(one(headers['retry-after']), one(headers.date));
      return { kind: 'answer', status, bytes: decoded, retryAfterMs };
    } catch (error) {
      const failure = failureOf(error);
      return this.#answered || this.#behindProxy ? failure : withAddressHint(failure, this.#url);
    }
  }

  /** Sends the request, and once more if the credentials were refused and are others by now. */
  async #exchange(
    options: Unauthorized,
    most: number,
    cancellation: Cancellation | undefined,
  ): Promise<Received> {
    const send = (authorization: string | undefined): Promise<Received> => {
      const headers = authorization === undefined ? options.headers : { ...options.headers, authorization };
      return exchange(this.#pool, { ...options, headers }, most, cancellation);
    };
    const used = this.#authorization(false);
    const answer = await send(used);
    if (answer.status !== UNAUTHORIZED) return answer;
    const now = this.#authorization(true);
    return now === used ? answer : send(now);
  }
}

function bulkPath(index: string | undefined, pipeline: string | undefined): string {
  const target = index === undefined ? '' : `${encodeURIComponent(index)}/`;
  const through = pipeline === undefined ? '' : `pipeline=${encodeURIComponent(pipeline)}&`;
  return `${target}_bulk?${through}${FILTER}`;
}

function one(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.[0];
}
