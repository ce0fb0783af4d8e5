/**
 * Kills the agent with SIGKILL at random moments, again and again, while containers print and rotate and the store has
 * its troubles; then every line must be there once, in order.
 *
 *   npm run test:kill [-- --kills 1000 --rate 20000 --seed 7]
 *   npm run test:kill -- --cluster            against a real Elasticsearch of three nodes, which are killed as well
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type StartedCluster, startCluster } from '../docker/cluster.ts';
import { saveResult } from '../reliability/results.ts';
import { AgentProcess } from '../support/agent-process.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { seededRandom } from '../support/lines.ts';
import { chooseMoment, comes, type Moment } from './moments.ts';
import { NodeTrouble } from './nodes.ts';
import type { Account, Counts } from './shelf.ts';
import type { FromStore, ToStore } from './store.ts';
import type { FromWriter, ToWriter } from './writer.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    rate: { type: 'string', default: '22000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    cluster: { type: 'boolean', default: false },
  },
});
const wanted = Number(values.kills);
const random = seededRandom(Number(values.seed));
const index = `kill-${randomBytes(6).toString('hex')}`;
/** Nothing more has come for so long. */
const STALL_MS = 120_000;
const REPORT_EVERY = 10;

const folder = mkdtempSync(join(tmpdir(), 'logagent-kill-'));
const folders = { containers: join(folder, 'containers'), state: join(folder, 'state') };
mkdirSync(folders.state, { mode: 0o700 });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
const began = performance.now();
let writerSays: FromWriter = {
  tell: 'progress',
  written: [],
  rotations: 0,
  deleted: 0,
  deletedWithin: 0,
  printing: 0,
};
let storeSays = { documents: 0, duplicates: 0, faults: 0, low: [] as Counts };
let account: Account | undefined;
let hosts: readonly string[] = [];
const lives = { kills: 0, stops: 0, 'start-up': 0, save: 0, rotation: 0, any: 0 };

say(`seed ${values.seed}`);
const elastic = values.cluster ? await makeCluster() : undefined;
const nodes = elastic && new NodeTrouble(elastic, random, say);
const store = child('./store.ts');
const writer = child('./writer.ts');
let agent: AgentProcess | undefined;
process.once('exit', () => {
  store.kill('SIGKILL');
  writer.kill('SIGKILL');
  if (agent?.running) process.kill(agent.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
store.on('message', (message: FromStore) => {
  if (message.tell === 'begun') hosts = message.urls;
  if (message.tell === 'account') account = message.account;
  if (message.tell !== 'progress') return;
  storeSays = message;
  send(writer, { ask: 'low', low: message.low });
});
writer.on('message', (message: FromWriter) => {
  writerSays = message;
});

await begin();
// A kill and a standstill of a node at least.
while (lives.kills < wanted || nodes?.stopped === 0) await oneLife();
await end();
await elastic?.stop();
process.exit();

async function makeCluster(): Promise<StartedCluster> {
  const started = await startCluster('--restart');
  // A copy of each shard on two nodes: what one of them has taken outlives it.
  const settings = { number_of_shards: 3, number_of_replicas: 1 };
  await started.cluster.ask(`/${index}`, { settings }, 'PUT');
  return started;
}

async function begin(): Promise<void> {
  send(store, { ask: 'begin', elasticsearch: elastic?.urls ?? [], index, seed: Number(values.seed) });
  await until(() => hosts.length > 0, 'the store listens');
  const linesPerSecond = Number(values.rate);
  // Three servers on a small machine take their time for what is left at the end.
  const mostWaiting = values.cluster ? 60_000 : 400_000;
  send(writer, { ask: 'begin', folder: folders.containers, linesPerSecond, mostWaiting });
  await until(() => writerSays.rotations > 4, 'the containers print');
  nodes?.begin();
}

/** Starts the agent and ends it at a random moment, one in twenty in order. */
async function oneLife(): Promise<void> {
  const life = startAgent();
  const moment: Moment = chooseMoment(random);
  await comes(moment, { folders, random, delivers, over: life.exited });
  if (!life.running) throw new Error(`the agent has ended by itself${life.tail()}`);
  if (moment === 'any' && random() < 0.12) {
    await stop(life);
    lives.stops++;
    return;
  }
  await life.kill();
  lives.kills++;
  lives[moment]++;
  if (lives.kills % REPORT_EVERY === 0) report();
}

async function delivers(): Promise<void> {
  const taken = (): number => storeSays.documents + storeSays.duplicates;
  const before = taken();
  await until(() => taken() > before, 'something is delivered');
}

async function stop(life: AgentProcess): Promise<void> {
  // Before it has started, a signal just ends it.
  await life.line(({ msg }) => msg === 'Agent started', 'its start');
  const { code } = await life.stop();
  if (code !== 0) throw new Error(`exit code ${code} after SIGTERM${life.tail()}`);
}

function startAgent(): AgentProcess {
  const batch = [64, 256, 1024][Math.floor(random() * 3)] ?? 64;
  agent = new AgentProcess([
    ...['--containers', 'prod*', '--containers-dir', folders.containers, '--state-dir', folders.state],
    ...['--elasticsearch', hosts.join(','), '--index', index],
    ...['--optional-fields', 'container.id,log.offset'],
    ...['--batch-bytes', `${batch}kib`, '--budget', `${8 * batch}kib`],
  ]);
  return agent;
}

async function end(): Promise<void> {
  send(writer, { ask: 'end' });
  await until(() => writerSays.tell === 'ended', 'the containers stop');
  report();
  await nodes?.end();
  const last = startAgent();
  const { written } = writerSays;
  let seen = { documents: -1, at: 0 };
  while (String(storeSays.low) !== String(written)) {
    const { documents, duplicates } = storeSays;
    if (documents + duplicates !== seen.documents)
      seen = { documents: documents + duplicates, at: performance.now() };
    if (!last.running || performance.now() - seen.at > STALL_MS) break;
    await sleep(50);
  }
  if (last.running) await stop(last);
  send(store, { ask: 'account', written });
  await until(() => account !== undefined, 'the account of the store');
  judge(account as unknown as Account, last);
}

function judge(found: Account, last: AgentProcess): void {
  const { lost, doubled, misordered, wrong, documents, examples } = found;
  report();
  const { written, rotations, deleted, deletedWithin, printing } = writerSays;
  const lines = sum(written);
  const letters = readDeadLetters(folders.state).length;
  const { kills, stops, save, rotation } = lives;
  const during = `${lives['start-up']} during the start, ${save} at a write of the state, ${rotation} at a rotation`;
  const figures = {
    kills: `${kills}, of them ${during}, and ${stops} stops in order`,
    ...(nodes && { nodes: `${nodes.killed} killed, ${nodes.stopped} stood still for some seconds` }),
    lines: lines.toLocaleString('en'),
    documents: documents.toLocaleString('en'),
    lost,
    doubled,
    misordered,
    wrong,
    // When the line was stored, perhaps before the agent, killed, had saved that.
    'lines whose beginning was deleted': deletedWithin,
    'dead letters': letters,
    'sent again (409)': storeSays.duplicates.toLocaleString('en'),
    'requests with a fault': storeSays.faults.toLocaleString('en'),
    rotations: `${rotations}, ${deleted} files deleted, none before its last line was stored`,
    'lines written': `${Math.round(lines / (printing / 1000)).toLocaleString('en')} a second for ${Math.round(printing / 1000)} s`,
    duration: `${((performance.now() - began) / 1000).toFixed(0)} s`,
    seed: Number(values.seed),
  };
  for (const [name, value] of Object.entries(figures)) say(`${name}: ${value}`);
  const tried = lines > 0 && storeSays.faults > 0;
  if (tried && lost + doubled + misordered + wrong + letters === 0 && documents === lines) {
    if (nodes === undefined)
      saveResult('kill', 'SIGKILL at random moments, against three hosts that keep documents', figures);
    else
      saveResult(
        'kill -- --cluster',
        'SIGKILL at random moments, against a real Elasticsearch of three nodes that are killed too',
        figures,
      );
    return;
  }
  say(`${examples.join('\n')}${last.tail()}`);
  process.exitCode = 1;
}

function report(): void {
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  const { documents, duplicates } = storeSays;
  say(
    `${lives.kills} kills, ${seconds} s: ${sum(writerSays.written)} lines, ${documents} documents, ${duplicates} sent again`,
  );
}

function child(file: string): ChildProcess {
  const started = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: ['--import', 'tsx'] });
  started.on('exit', (code) => {
    say(`${file} has ended with ${code}`);
    process.exit(1);
  });
  return started;
}

function send(to: ChildProcess, message: ToStore | ToWriter): void {
  if (to.connected) to.send(message);
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + STALL_MS;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${STALL_MS / 1000} s: ${what}`);
    await sleep(20);
  }
}

function sum(counts: Counts): number {
  return counts.flat().reduce((total, count) => total + count, 0);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
