import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { request } from 'undici';
import { freePort } from '../support/ports.ts';
import { project } from './commands.ts';

/** A document as the cluster gives it back. */
export interface StoredDocument {
  readonly _id: string;
  readonly _source: Readonly<Record<string, unknown>>;
}

/** What the tests ask a cluster at `url`. Errors carry the answer. */
export class Cluster {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async ask(
    path: string,
    body?: unknown,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' = body === undefined ? 'GET' : 'POST',
  ): Promise<unknown> {
    // Not the built-in fetch: Node 20's waits for ever when Docker's proxy accepts and closes before the server is up.
    const response = await request(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headersTimeout: 60_000,
    });
    const text = await response.body.text();
    if (response.statusCode >= 300) {
      throw new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 1000)}`);
    }
    return JSON.parse(text);
  }

  /** Documents that a search sees now, in all or with `field: value`; 0 as long as the index does not exist. */
  async count(index: string, term?: Readonly<Record<string, string>>): Promise<number> {
    await this.ask(`/${index}/_refresh?ignore_unavailable=true`, {});
    const query = term === undefined ? { match_all: {} } : { match_phrase: term };
    const answer = await this.ask(`/${index}/_count?ignore_unavailable=true`, { query });
    return (answer as { count: number }).count;
  }

  /** Every document of the index. */
  async documents(index: string): Promise<StoredDocument[]> {
    await this.ask(`/${index}/_refresh`, {});
    const all: StoredDocument[] = [];
    let page = (await this.ask(`/${index}/_search?scroll=1m`, { size: 2000, sort: ['_doc'] })) as Page;
    while (page.hits.hits.length > 0) {
      all.push(...page.hits.hits);
      page = (await this.ask('/_search/scroll', { scroll: '1m', scroll_id: page._scroll_id })) as Page;
    }
    await this.ask('/_search/scroll', { scroll_id: page._scroll_id }, 'DELETE');
    return all;
  }

  async isGreen(nodes: number): Promise<boolean> {
    const health = (await this.ask('/_cluster/health')) as { status: string; number_of_nodes: number };
    return health.status === 'green' && health.number_of_nodes === nodes;
  }
}

interface Page {
  readonly _scroll_id: string;
  readonly hits: { readonly hits: readonly StoredDocument[] };
}

/** A three-node Elasticsearch 7.6.2 on loopback, each node a process of its own. */
export interface StartedCluster {
  readonly urls: readonly string[];
  readonly cluster: Cluster;
  /** The process of a node, given by its place in `urls`; another one after it was killed and has come back. */
  pid(node: number): number;
  stop(): Promise<void>;
}

/** Ports of three nodes: for HTTP, and for each other. */
const PORTS = [0, 1, 2, 100, 101, 102];

/** Starts `test/elasticsearch/run.sh`; the first time it compiles and downloads for a few minutes. */
export async function startCluster(...options: string[]): Promise<StartedCluster> {
  const port = await freePort(PORTS);
  const data = mkdtempSync(join(tmpdir(), 'logagent-cluster-'));
  const server = spawn(
    join(project, 'test/elasticsearch/run.sh'),
    ['--version', '7.6.2', '--nodes', '3', '--port', String(port), '--data', data, ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  // An exception in the test must not leave three servers behind.
  const end = (): void => {
    server.kill('SIGTERM');
  };
  process.once('exit', end);
  const urls = [0, 1, 2].map((node) => `http://127.0.0.1:${port + node}`);
  const stop = async (): Promise<void> => {
    end();
    await ended;
    process.removeListener('exit', end);
    rmSync(data, { recursive: true, force: true });
  };
  const pid = (node: number): number => Number(readFileSync(join(data, `es0${node + 1}`, 'pid'), 'utf8'));
  try {
    await ready(server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls, cluster: new Cluster(`http://127.0.0.1:${port}`), pid, stop };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`test/elasticsearch/run.sh ended with code ${code}`)));
    if (server.stdout === null) throw new Error('run.sh was started without a pipe');
    createInterface(server.stdout).on('line', (line) => {
      if (line.includes(' ready: ')) resolve();
    });
  });
}
