/**
 * Elasticsearch's place, in a process of its own: it notes of the good lines which came and how late, stores nothing else, and
 * now and then something goes wrong. It tells its parent how far it is.
 */
import type { Answer, Backend, BackendRequest, BulkDocument } from '../support/backend.ts';
import { readBulk } from '../support/http-bodies.ts';
import { seededRandom } from '../support/lines.ts';
import { StandIn } from '../support/stand-in.ts';
import { type DelayFigures, Delays } from './delays.ts';
import { GoodLines } from './good-lines.ts';
import { Ledger, type LedgerAccount } from './ledger.ts';
import { Trouble } from './trouble.ts';

export type ToSink =
  | { readonly ask: 'begin'; readonly word: string; readonly secret: string; readonly seed: number }
  | { readonly ask: 'minute' }
  | { readonly ask: 'account'; readonly written: readonly number[] };

export type FromSink =
  | { readonly tell: 'begun'; readonly url: string }
  | ({ readonly tell: 'progress' } & SinkProgress)
  | { readonly tell: 'minute'; readonly delays: DelayFigures }
  | ({ readonly tell: 'account' } & AllDelays & SinkProgress & LedgerAccount);

export interface AllDelays {
  readonly delays: DelayFigures;
  /** Of the lines whose request was spoilt, once at least: these wait for as long as it takes to send them again. */
  readonly spoilt: DelayFigures;
}

export interface SinkProgress {
  /** Of each good container how many lines have come without a gap. */
  readonly low: readonly number[];
  readonly came: number;
  readonly doubled: number;
  /** Good lines that came again under the same id. */
  readonly again: number;
  /** All documents, hostile ones included. */
  readonly documents: number;
  readonly wrong: number;
  readonly injected: number;
  readonly faults: number;
}

const PROGRESS_MS = 200;
/** Of so many documents one is read as a whole. */
const LOOK_EVERY = 50;

const ledger = new Ledger();
const delays = { all: new Delays(), minute: new Delays(), spoilt: new Delays() };
/** Ids of documents that have not come because their request was spoilt. */
const spoilt = new Set<string>();
const counts = { documents: 0, again: 0, wrong: 0, injected: 0 };
let lines = new GoodLines('');
let secret = '';
let trouble = new Trouble(Math.random);

const backend: Backend = {
  async answer({ body, path }: BackendRequest): Promise<Answer> {
    if (!path.includes('_bulk')) return json(200, { version: { number: '7.17.28' } });
    if (body.includes(secret)) counts.injected++;
    const documents = readBulk(body);
    if (documents.length === 0) {
      counts.injected++;
      return json(400, { error: { type: 'illegal_argument_exception', reason: 'no documents' } });
    }
    const now = Date.now();
    let errors = false;
    const items = documents.map((document) => {
      if (store(document, now)) return { create: { status: 201 } };
      errors = true;
      const error = { type: 'version_conflict_engine_exception', reason: 'there' };
      return { create: { status: 409, error } };
    });
    return json(200, { errors, items });
  },
  createAlias: () => Promise.resolve(),
  chooseWriteIndex: () => Promise.resolve(),
  mendField: () => Promise.resolve(),
  createIndex: () => Promise.resolve(),
  deleteIndex: () => Promise.resolve(),
  documents: () => Promise.reject(new Error('nothing is kept')),
};

/** False when it is there. */
function store({ id, action, source }: BulkDocument, now: number): boolean {
  if (action !== 'create' || id === undefined) counts.injected++;
  const line = lines.find(source);
  const looked = counts.documents++ % LOOK_EVERY === 0;
  if (line === undefined) {
    if (looked && !isJson(source)) counts.wrong++;
    return true;
  }
  if (looked && !(isJson(source) && lines.fits(line, source))) counts.wrong++;
  if (!ledger.put(line, id ?? '')) {
    counts.again++;
    return false;
  }
  if (spoilt.delete(id ?? '')) delays.spoilt.add(now - line.sent);
  else for (const each of [delays.all, delays.minute]) each.add(now - line.sent);
  return true;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function progress(): SinkProgress {
  const { low, came, doubled } = ledger;
  return { low, came, doubled, faults: trouble.count, ...counts };
}

async function begin(message: ToSink & { ask: 'begin' }): Promise<void> {
  lines = new GoodLines(message.word);
  secret = message.secret;
  trouble = new Trouble(seededRandom(message.seed));
  const standIn = new StandIn(backend);
  standIn.inject = ({ documents }) => {
    const fault = trouble.at(performance.now());
    if (fault !== undefined)
      for (const { id = '', source } of documents) if (lines.find(source)) spoilt.add(id);
    return fault;
  };
  await standIn.listen();
  setInterval(() => {
    tell({ tell: 'progress', ...progress() });
    // Of no use here, and they grow.
    standIn.accepted.clear();
  }, PROGRESS_MS);
  tell({ tell: 'begun', url: standIn.url });
}

function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function tell(message: FromSink): void {
  process.send?.(message);
}

process.on('message', async (message: ToSink) => {
  if (message.ask === 'begin') await begin(message);
  if (message.ask === 'minute') {
    tell({ tell: 'minute', delays: delays.minute.figures() });
    delays.minute.clear();
  }
  if (message.ask === 'account')
    tell({
      tell: 'account',
      ...{ delays: delays.all.figures(), spoilt: delays.spoilt.figures() },
      ...progress(),
      ...ledger.account(message.written),
    });
});
process.on('disconnect', () => process.exit());
