/**
 * Elasticsearch's place, in a process of its own: three hosts that keep documents on one shelf, or stand before the hosts
 * of a real cluster, and with every fourth request something goes wrong. It tells its parent now and then how far it is.
 */
import { request } from 'undici';
import {
  type Answer,
  type Backend,
  type BackendRequest,
  type BulkAnswer,
  parseBulk,
} from '../support/backend.ts';
import type { Fault } from '../support/fault.ts';
import { seededRandom } from '../support/lines.ts';
import { RealBackend } from '../support/real-backend.ts';
import { StandIn } from '../support/stand-in.ts';
import { type Account, type Counts, Shelf } from './shelf.ts';

export type ToStore =
  | {
      readonly ask: 'begin';
      readonly elasticsearch: readonly string[];
      readonly index: string;
      readonly seed: number;
    }
  | { readonly ask: 'account'; readonly written: Counts };

export type FromStore =
  | { readonly tell: 'begun'; readonly urls: readonly string[] }
  | {
      readonly tell: 'progress';
      readonly documents: number;
      readonly duplicates: number;
      readonly faults: number;
      readonly low: Counts;
    }
  | { readonly tell: 'account'; readonly account: Account };

const HOSTS = 3;
const PROGRESS_MS = 100;

/** What has been acknowledged to the agent's requests. */
const shelf = new Shelf();
let faults = 0;
let audited = async (written: Counts): Promise<Account> => shelf.account(written);

/** Notes on the shelf what the hosts of a cluster have taken. */
class Noted extends RealBackend {
  override async answer(incoming: BackendRequest): Promise<Answer> {
    const answer = await super.answer(incoming);
    if (answer.status !== 200 || !incoming.path.includes('_bulk')) return answer;
    const { errors, items = [] } = JSON.parse(answer.body) as BulkAnswer;
    parseBulk(incoming.body).forEach(({ id, source }, i) => {
      const status = errors === false ? 201 : (Object.values(items[i] ?? {})[0]?.status ?? 0);
      if (status < 300 || status === 409) shelf.put(id ?? '', source);
    });
    return answer;
  }
}

const kept: Backend = {
  async answer({ body, path }) {
    if (!path.includes('_bulk')) return json({ version: { number: '7.17.28' } });
    let errors = false;
    const items = parseBulk(body).map(({ id, source }) => {
      if (shelf.put(id ?? '', source)) return { create: { status: 201 } };
      errors = true;
      return {
        create: { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'there' } },
      };
    });
    return json({ errors, items });
  },
  createAlias: () => Promise.resolve(),
  chooseWriteIndex: () => Promise.resolve(),
  mendField: () => Promise.resolve(),
  createIndex: () => Promise.resolve(),
  deleteIndex: () => Promise.resolve(),
  documents: () => Promise.reject(new Error('only their ids are kept')),
};

async function begin({ elasticsearch, index, seed }: ToStore & { ask: 'begin' }): Promise<void> {
  const random = seededRandom(seed);
  const real = elasticsearch.length > 0;
  const backends = real
    ? elasticsearch.map((url) => new Noted([url]))
    : Array.from({ length: HOSTS }, () => kept);
  if (real) audited = (written) => auditIndex(elasticsearch[0] as string, index, written);
  const standIns = backends.map((backend) => new StandIn(backend));
  for (const standIn of standIns) {
    standIn.inject = () => {
      const fault = sometimes(random);
      if (fault !== undefined) faults++;
      return fault;
    };
    await standIn.listen();
  }
  setInterval(() => {
    const { documents, duplicates, low } = shelf;
    tell({ tell: 'progress', documents, duplicates, faults, low });
    // Of no use here, and they grow.
    for (const { accepted } of standIns) accepted.clear();
  }, PROGRESS_MS);
  tell({ tell: 'begun', urls: standIns.map(({ url }) => url) });
}

/** Trouble with about every fourth request. */
function sometimes(random: () => number): Fault | undefined {
  const dice = random();
  if (dice < 0.015) return { kind: 'reset' };
  if (dice < 0.035) return { kind: 'reply-lost' };
  if (dice < 0.045) return { kind: 'reply-cut' };
  if (dice < 0.055) return { kind: random() < 0.5 ? 'reply-not-json' : 'not-elasticsearch' };
  if (dice < 0.07) return { kind: 'status', status: random() < 0.5 ? 429 : 503 };
  if (dice < 0.11) {
    const error = { type: 'es_rejected_execution_exception', reason: 'the queue is full' };
    return { kind: 'items', choose: () => (random() < 0.2 ? { status: 429, error } : undefined) };
  }
  if (dice < 0.13) return { kind: 'slow', milliseconds: Math.floor(random() * 200) };
  // What was under way to such a request when the agent was killed is nowhere but in the log.
  if (dice < 0.25) return { kind: 'queued', milliseconds: Math.floor(random() * 500) };
  return undefined;
}

/** Puts everything that the index holds on a shelf of its own, where nothing may come twice. */
async function auditIndex(url: string, index: string, written: Counts): Promise<Account> {
  const all = new Shelf({ keepLines: Number.POSITIVE_INFINITY, keepGenerations: Number.POSITIVE_INFINITY });
  const call = async (path: string, body: object): Promise<Page> => {
    const headers = { 'content-type': 'application/json' };
    const response = await request(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (response.statusCode >= 300) throw new Error(`${path}: ${await response.body.text()}`);
    return (await response.body.json()) as Page;
  };
  await call(`/${index}/_refresh`, {});
  let page = await call(`/${index}/_search?scroll=5m`, { size: 5000, sort: ['_doc'] });
  while (page.hits.hits.length > 0) {
    for (const { _id, _source } of page.hits.hits) all.put(_id, JSON.stringify(_source));
    page = await call('/_search/scroll', { scroll: '5m', scroll_id: page._scroll_id });
  }
  const account = all.account(written);
  return { ...account, doubled: account.doubled + all.duplicates };
}

interface Page {
  readonly _scroll_id?: string;
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _source: object }[] };
}

function json(body: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function tell(message: FromStore): void {
  process.send?.(message);
}

process.on('message', async (message: ToStore) => {
  if (message.ask === 'begin') await begin(message);
  else tell({ tell: 'account', account: await audited(message.written) });
});
process.on('disconnect', () => process.exit());
