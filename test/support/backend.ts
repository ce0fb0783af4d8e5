/** What stands behind the stand-in: documents kept in memory, or a real server. */
export interface Backend {
  /** Answers a request as the server does. */
  answer(request: BackendRequest): Promise<Answer>;
  /** Makes an index in which these fields have a fixed type. */
  createIndex(index: string, properties: Readonly<Record<string, { type: string }>>): Promise<void>;
  /** From now on values that don't fit the type of this field of an index are stored all the same. */
  mendField(index: string, field: string): Promise<void>;
  /** Makes these indices and an alias of all of them, which takes no documents until one is chosen for them. */
  createAlias(alias: string, indices: readonly string[]): Promise<void>;
  chooseWriteIndex(alias: string, index: string): Promise<void>;
  deleteIndex(index: string): Promise<void>;
  /** All documents of an index, or of all that a name with `*` stands for, by `_id`; empty when there is no such index. */
  documents(index: string): Promise<Documents>;
}

export interface BackendRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Not compressed. */
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Documents = Map<string, Source>;

/** A document's source. */
export type Source = Readonly<Record<string, unknown>>;

/** One document of a `_bulk` body. */
export interface BulkDocument {
  readonly id: string | undefined;
  readonly index: string | undefined;
  readonly action: string;
  /** The two lines as they were sent, each with its LF. */
  readonly lines: string;
  /** The second line without LF. */
  readonly source: string;
}

/** Reads a `_bulk` body of create and index actions; throws where Elasticsearch would answer 400. */
export function parseBulk(body: Buffer): BulkDocument[] {
  const text = body.toString('utf8');
  if (!text.endsWith('\n')) throw new Error('The bulk request must be terminated by a newline [\\n]');
  const lines = text.slice(0, -1).split('\n');
  const documents: BulkDocument[] = [];
  for (let i = 0; i < lines.length; i += 2) {
    const [head, source] = [lines[i] ?? '', lines[i + 1]];
    if (source === undefined) throw new Error('Malformed action/metadata line: no source follows');
    const [action, target] = Object.entries(JSON.parse(head) as Record<string, BulkTarget>)[0] ?? [];
    if (action !== 'create' && action !== 'index') throw new Error(`Malformed action/metadata line: ${head}`);
    documents.push({
      id: target?._id,
      index: target?._index,
      action,
      lines: `${head}\n${source}\n`,
      source,
    });
  }
  return documents;
}

interface BulkTarget {
  readonly _id?: string;
  readonly _index?: string;
}

/** One entry of a `_bulk` answer's `items`, as far as the filter lets it through. */
export interface BulkItem {
  readonly _id?: string;
  readonly _index?: string;
  readonly status?: number;
  readonly error?: { readonly type: string; readonly reason: string };
  readonly failure_store?: 'used';
}

export interface BulkAnswer {
  errors?: boolean;
  items?: Record<string, BulkItem>[];
}

/** The index of a `/INDEX/_bulk` or `/_bulk` path; undefined when it is another path. */
export function bulkPath(path: string): { readonly index: string | undefined } | undefined {
  const match = /^(?:\/([^/?]+))?\/_bulk(?:\?|$)/.exec(path);
  return match === null ? undefined : { index: match[1] && decodeURIComponent(match[1]) };
}
