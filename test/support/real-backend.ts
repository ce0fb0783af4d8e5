import { request } from 'undici';
import type { Answer, Backend, BackendRequest, Documents, Source } from './backend.ts';
import { waitFor } from './wait.ts';

/** Real servers, used in turn. */
export class RealBackend implements Backend {
  readonly #urls: readonly string[];
  #turn = 0;

  constructor(urls: readonly string[]) {
    this.#urls = urls;
  }

  async answer({ method, path, headers, body }: BackendRequest): Promise<Answer> {
    const url = this.#urls[this.#turn++ % this.#urls.length];
    const response = await request(`${url}${path}`, {
      method: method as 'GET',
      headers,
      body: body.length > 0 ? body : null,
    });
    return {
      status: response.statusCode,
      headers: { 'content-type': String(response.headers['content-type'] ?? 'application/json') },
      body: await response.body.text(),
    };
  }

  async createIndex(index: string, properties: Readonly<Record<string, { type: string }>>): Promise<void> {
    await this.#call('PUT', `/${index}`, { mappings: { properties } });
  }

  async createAlias(alias: string, indices: readonly string[]): Promise<void> {
    for (const index of indices) await this.createIndex(index, {});
    const actions = indices.map((index) => ({ add: { index, alias } }));
    await this.#call('POST', '/_aliases', { actions });
  }

  async chooseWriteIndex(alias: string, index: string): Promise<void> {
    await this.#call('POST', '/_aliases', { actions: [{ add: { index, alias, is_write_index: true } }] });
  }

  async mendField(index: string, field: string): Promise<void> {
    await this.#call('PUT', `/${index}/_mapping`, {
      properties: { [field]: { type: 'long', ignore_malformed: true } },
    });
  }

  async deleteIndex(index: string): Promise<void> {
    await this.#call('DELETE', `/${index}?ignore_unavailable=true`);
  }

  async documents(index: string): Promise<Documents> {
    const documents: Documents = new Map();
    const ofIndex = `/${index}`;
    const ifThere = 'ignore_unavailable=true';
    await this.#call('POST', `${ofIndex}/_refresh?${ifThere}`);
    let page = await this.#call<Page>('POST', `${ofIndex}/_search?scroll=1m&${ifThere}`, {
      size: 5000,
      sort: ['_doc'],
    });
    while (page.hits.hits.length > 0) {
      for (const hit of page.hits.hits) documents.set(hit._id, hit._source);
      page = await this.#call<Page>('POST', '/_search/scroll', { scroll: '1m', scroll_id: page._scroll_id });
    }
    return documents;
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    let last: Answer | undefined;
    // 503: an index that was made a moment ago has no shard yet that could answer. 429: the server has too much to do just now.
    const answer = await waitFor(
      async () => {
        last = await this.answer({ method, path, headers, body: bytes });
        return last.status === 503 || last.status === 429 ? undefined : last;
      },
      () => `an answer to ${method} ${path}: ${last?.body}`,
    );
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body) as T;
  }
}

interface Page {
  readonly _scroll_id?: string;
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _source: Source }[] };
}
