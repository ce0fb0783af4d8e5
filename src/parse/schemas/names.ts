import type { Path } from './path.ts';

/** Fields that are as long as many a line and tell little that others don't: documents carry them on wish. An option names them as the short schema does. */
export const OPTIONAL_FIELDS = ['container.id', 'log.file.path', 'log.offset'] as const;

export type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** Names of an access line's fields. */
export interface AccessNames {
  readonly ip: string;
  readonly ident: string;
  readonly auth: string;
  readonly timestamp: string;
  readonly request: string;
  readonly status: string;
  readonly bytes: string;
  readonly referrer: string;
  readonly agent: string;
  /** The client where it is a name and no address. */
  readonly domain: string;
  /** The virtual host in front of the client, with its port if it has one. */
  readonly vhost: string;
  /** What `X-Forwarded-For` said. */
  readonly forwarded: string;
  /** Seconds. */
  readonly responseTime: string;
  readonly gzipRatio: string;
  /** Bytes of the request. */
  readonly requestLength: string;
  /** Which request of the server's it was. */
  readonly requestNumber: string;
  readonly router: string;
  /** Where the request was passed on to: a URL, or the name of a group of servers. */
  readonly upstream: string;
  /** What stands behind the last of these, as it is. */
  readonly extra: string;
  /** Parts of the request. */
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly httpVersion: string;
}

/** Names of what lines of text formats tell beside level, time and message. */
export interface TextNames {
  readonly logger: string;
  readonly thread: string;
  readonly process: string;
  /** Where in the source code it was written: `server.go:152`. */
  readonly caller: string;
  /** The line of that file, where the caller is the file alone. */
  readonly callerLine?: string;
  readonly program: string;
  readonly hostname: string;
  readonly user: string;
  readonly database: string;
  /** The client's address, as access lines have it. */
  readonly ip: string;
  readonly port: string;
  /** Of an error or a kind of message. */
  readonly code: string;
  /** A time without its date, its year or its offset from UTC, as it is written. */
  readonly time: string;
}

/** Which schema it is, as `--schema` says it. */
export const SCHEMA_NAMES = ['short', 'ecs', 'otel'] as const;
export type SchemaName = (typeof SCHEMA_NAMES)[number];

/**
 * The names of a document's fields. They stand nowhere else: both ways of every format, the names that a line's own fields can't have, and the
 * types of the index template are made from them.
 */
export interface Schema {
  readonly name: SchemaName;
  /** Fields of a line's text. A dot in one of these names is written as it stands. */
  readonly access: AccessNames;
  readonly text: TextNames;
  /** The text of a line that is of no other format. */
  readonly message: string;
  /** What a line of any other format tells of itself: how severe it is, in a word; the number that the application wrote for that; its own time. */
  readonly level: string;
  readonly levelNumber: string;
  readonly timestamp: string;
  /** The number that OpenTelemetry has for the word of the level, where documents carry it. */
  readonly severity?: string;
  /** The object for the members of a JSON line: by the option all that have no field of their own, else those whose names the agent keeps for itself. */
  readonly json: string;
  /**
   * What stands before the names that a line or a pattern brings along. Where it is not empty, none of them is at the top level.
   */
  readonly prefix: '' | `${string}.`;

  /** Fields of every line. A dot in one of these names is written as it stands. */
  readonly stream: string;
  readonly time: string;
  /** Fields with one value in all documents. */
  readonly constants: readonly { readonly path: Path; readonly value: string }[];

  /** Fields of an event whose text is not all that was printed, or not a line of its source. No other path may begin with the first name of one of these. */
  readonly marks: {
    readonly malformed: Path;
    readonly cut: Path;
    readonly original_base64: Path;
    readonly original: Path;
  };

  /** Fields of a document in its simple form (`SimpleDocuments`). */
  readonly refusal: {
    readonly kind: Path;
    readonly original: Path;
    readonly type: Path;
    readonly message: Path;
  };

  /** Fields that are the same in every document of a file, but for the offset. */
  readonly offset: Path;
  readonly path: Path;
  readonly container: {
    readonly id: Path;
    readonly name: Path;
    readonly image: Path;
    readonly labels: Path;
    readonly attrs: Path;
  };
  /** Of a container of a pod. */
  readonly pod: {
    readonly namespace: Path;
    readonly name: Path;
    readonly uid: Path;
    readonly container: Path;
    readonly restarts: Path;
  };
  readonly hostName: Path;
  /** Other names under which a search finds a field, by index template. No document has a member of such a name. */
  readonly aliases: Readonly<Record<string, string>>;
}
