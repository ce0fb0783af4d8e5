import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { Documents, type StoredDocument } from '../../src/store/documents/documents.ts';
import { createStoreServer } from '../../src/store/http/server.ts';

/** A new folder that goes with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-store-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into replies of any shape
  readonly json: any;
}

export type Call = (
  method: string,
  path: string,
  body?: object | string | Buffer,
  headers?: Record<string, string>,
) => Promise<Reply>;

/** The endpoint in this process, over real HTTP. */
export async function runningStore(
  t: TestContext,
  maxBytes = 2 ** 30,
): Promise<{ url: string; call: Call; documents: Documents; dropped: number[]; file: string }> {
  const dropped: number[] = [];
  const file = join(temporaryFolder(t), 'store.db');
  const documents = Documents.open(file, maxBytes, (count) => dropped.push(count));
  const server = createStoreServer(documents, ['127.0.0.1'], () => Date.UTC(2024, 0, 2, 12));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    documents.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, call: caller(url), documents, dropped, file };
}

export function caller(url: string): Call {
  return async (method, path, body, headers) => {
    const payload =
      body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const response = await fetch(url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const text = await response.text();
    const isJson =
      response.headers.get('content-type')?.startsWith('application/json') === true && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  };
}

/** All documents, oldest first. */
export function allDocuments(documents: Documents): StoredDocument[] {
  return documents.rows(0, 1e9).flatMap(({ seq }) => documents.bySeq(seq) ?? []);
}

/** A `_bulk` body that creates the sources under these ids. */
export function bulkBody(sources: Readonly<Record<string, object | string>>, verb = 'create'): string {
  return Object.entries(sources)
    .map(([id, source]) => {
      const text = typeof source === 'string' ? source : JSON.stringify(source);
      return `{"${verb}":{"_id":${JSON.stringify(id)}}}\n${text}\n`;
    })
    .join('');
}
