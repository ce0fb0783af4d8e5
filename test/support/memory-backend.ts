import {
  type Answer,
  type Backend,
  type BackendRequest,
  type BulkDocument,
  type BulkItem,
  bulkPath,
  type Documents,
  parseBulk,
  type Source,
} from './backend.ts';

/** As much of Elasticsearch as shipping needs: `_bulk` with `create` that refuses an id it has, and fields of a fixed type. */
export class MemoryBackend implements Backend {
  readonly #indices = new Map<string, Documents>();
  readonly #properties = new Map<string, Readonly<Record<string, { type: string }>>>();
  /** The index that an alias writes to, if one has been chosen. */
  readonly #aliases = new Map<string, string | undefined>();
  /** Index templates by name; `api` is the path they were put under. */
  readonly templates = new Map<string, { readonly api: string; readonly body: Source }>();
  #automaticIds = 0;

  async answer(request: BackendRequest): Promise<Answer> {
    const bulk = bulkPath(request.path);
    if (bulk !== undefined) return this.#bulk(request, bulk.index);
    const template = /^\/(_(?:index_)?template)(?:\/([^?]+))?(?:\?|$)/.exec(request.path);
    if (template !== null) return this.#template(request, template[1] ?? '', template[2]);
    if (request.path === '/') {
      return json(200, { name: 'stand-in', version: { number: '7.17.28' }, tagline: 'You Know, for Search' });
    }
    return json(404, {
      error: { type: 'not_found', reason: `no handler for ${request.method} ${request.path}` },
    });
  }

  async createIndex(index: string, properties: Readonly<Record<string, { type: string }>>): Promise<void> {
    this.#properties.set(index, properties);
    this.#indices.set(index, new Map());
  }

  async createAlias(alias: string, indices: readonly string[]): Promise<void> {
    for (const index of indices) this.#indices.set(index, new Map());
    this.#aliases.set(alias, undefined);
  }

  async chooseWriteIndex(alias: string, index: string): Promise<void> {
    this.#aliases.set(alias, index);
  }

  async mendField(index: string, field: string): Promise<void> {
    const { [field]: _, ...others } = this.#properties.get(index) ?? {};
    this.#properties.set(index, others);
  }

  async deleteIndex(index: string): Promise<void> {
    this.#indices.delete(index);
    this.#properties.delete(index);
  }

  async documents(index: string): Promise<Documents> {
    if (!index.includes('*')) return new Map(this.#indices.get(this.#aliases.get(index) ?? index));
    const pattern = new RegExp(`^${index.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    const meant = [...this.#indices].filter(([name]) => pattern.test(name));
    return new Map(meant.flatMap(([, documents]) => [...documents]));
  }

  /** Keeps templates and lists them whole. They have no effect. */
  #template({ method, body }: BackendRequest, api: string, name: string | undefined): Answer {
    if (method === 'PUT' && name !== undefined) {
      this.templates.set(decodeURIComponent(name), { api, body: JSON.parse(body.toString()) as Source });
      return json(200, { acknowledged: true });
    }
    const listed = [...this.templates].filter(([, template]) => template.api === api);
    if (api === '_template')
      return json(200, Object.fromEntries(listed.map(([key, { body }]) => [key, body])));
    return json(200, {
      index_templates: listed.map(([key, { body }]) => ({ name: key, index_template: body })),
    });
  }

  #bulk(request: BackendRequest, pathIndex: string | undefined): Answer {
    let documents: BulkDocument[];
    try {
      documents = parseBulk(request.body);
    } catch (error) {
      return json(400, { error: { type: 'illegal_argument_exception', reason: String(error) }, status: 400 });
    }
    const items = documents.map((document) => ({ [document.action]: this.#store(document, pathIndex) }));
    const errors = items.some((item) => Object.values(item)[0]?.error !== undefined);
    return json(200, { took: 1, errors, items });
  }

  #store(document: BulkDocument, pathIndex: string | undefined): BulkItem & { readonly _id: string } {
    const named = document.index ?? pathIndex ?? '';
    const id = document.id ?? `automatic-${++this.#automaticIds}`;
    const index = this.#aliases.has(named) ? this.#aliases.get(named) : named;
    if (index === undefined) {
      const reason = `no write index is defined for alias [${named}].`;
      return { _id: id, status: 400, error: { type: 'illegal_argument_exception', reason } };
    }
    const documents = this.#indices.get(index) ?? new Map<string, Source>();
    this.#indices.set(index, documents);
    if (document.action === 'create' && documents.has(id)) {
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return { _id: id, status: 409, error: { type: 'version_conflict_engine_exception', reason } };
    }
    let source: Source;
    try {
      source = JSON.parse(document.source) as Source;
    } catch {
      return { _id: id, status: 400, error: { type: 'mapper_parsing_exception', reason: 'failed to parse' } };
    }
    const conflict = this.#conflict(index, id, source);
    if (conflict !== undefined) return { _id: id, status: 400, error: conflict };
    documents.set(id, source);
    return { _id: id, status: 201 };
  }

  #conflict(index: string, id: string, source: Source): BulkItem['error'] {
    for (const [field, { type }] of Object.entries(this.#properties.get(index) ?? {})) {
      const value = source[field];
      if (type !== 'long' || value === undefined || Number.isInteger(Number(value))) continue;
      const reason = `failed to parse field [${field}] of type [long] in document with id '${id}'`;
      return { type: 'mapper_parsing_exception', reason };
    }
    return undefined;
  }
}

function json(status: number, body: object): Answer {
  const headers = { 'content-type': 'application/json; charset=UTF-8' };
  return { status, headers, body: JSON.stringify(body) };
}
