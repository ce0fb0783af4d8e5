/**
 * Everything hostile at once, for long: containers, files, texts, clients of the status address and answers, beside ten containers
 * that print a thousand lines a second each. Every line of these must arrive once, and memory must stay what it is.
 *
 *   npm run test:soak [-- --minutes 60 --rate 1000 --seed 7 --hostile parts,texts]
 *
 * The exit code is 1 when a promise was not kept (verdict.ts); delays are told and not judged. `npm run test:soak -- --minutes 2` is a trial.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { saveResult } from '../reliability/results.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { freePort } from '../support/ports.ts';
import { waitFor } from '../support/wait.ts';
import { shownDelays } from './delays.ts';
import { GOOD_CONTAINERS } from './good-lines.ts';
import { kinds } from './hostile/kinds.ts';
import type { FromHostile } from './hostile/run.ts';
import { PATTERNS } from './hostile/texts.ts';
import type { FromSink, ToSink } from './sink.ts';
import { SoakedAgent } from './soaked-agent.ts';
import { broken, type Tenth, tenths } from './verdict.ts';
import { Wire } from './wire.ts';
import type { FromWriter, ToWriter } from './writer.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    'node-options': { type: 'string', default: '' },
    hostile: { type: 'string', default: Object.keys(kinds).join(',') },
  },
});
const minutes = Number(values.minutes);
const hostileKinds = values.hostile.split(',').filter((kind) => kind !== '');
/** Nothing more has come for so long. */
const STALL_MS = 60_000;
/** A shorter run is a trial, whose figures are not for the page. */
const FULL_MINUTES = 60;

const folder = fs.mkdtempSync(join(tmpdir(), 'logagent-soak-'));
const folders = {
  containers: join(folder, 'containers'),
  state: join(folder, 'state'),
  outside: join(folder, 'outside'),
};
fs.mkdirSync(folders.state, { mode: 0o700 });
fs.mkdirSync(folders.outside);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const word = `w${randomBytes(8).toString('hex')}`;
const secret = `s${randomBytes(8).toString('hex')}`;
fs.writeFileSync(join(folders.outside, 'shadow'), `root:${secret}:19000:0:99999:7:::\n`.repeat(1000));

const children: ChildProcess[] = [];
const sink = child('./sink.ts');
const writer = child('./writer.ts');
const said: { [Tell in FromSink['tell']]?: FromSink & { tell: Tell } } = {};
let writerSays: FromWriter = { tell: 'progress', written: [], rotations: 0, held: 0 };
let hostileSays: FromHostile = { containers: 0, bytes: 0 };
let agent: SoakedAgent | undefined;
process.once('exit', () => {
  for (const one of children) one.kill('SIGKILL');
  if (agent?.running) agent.kill();
  fs.rmSync(folder, { recursive: true, force: true });
});
sink.on('message', (message: FromSink) => {
  Object.assign(said, { [message.tell]: message });
  if (message.tell === 'progress') send(writer, { ask: 'low', low: message.low });
});
writer.on('message', (message: FromWriter) => {
  writerSays = message;
});

const began = performance.now();
await soak();
process.exit();

async function soak(): Promise<void> {
  say(`seed ${values.seed}, ${minutes} min, pid ${process.pid}`);
  send(sink, { ask: 'begin', word, secret, seed: Number(values.seed) });
  const { url } = await waitFor(() => said.begun, 'the sink listens');
  send(writer, { ask: 'begin', folder: folders.containers, word, linesPerSecond: Number(values.rate) });
  await waitFor(() => sum(writerSays.written) > 0, 'the good containers print');
  const hostile = child('./hostile/run.ts', folders.containers, folders.outside, ...hostileKinds);
  hostile.on('message', (message: FromHostile) => {
    hostileSays = message;
  });
  const port = await freePort();
  const soaked = startAgent(url, port);
  const wire = new Wire(port);
  for (let minute = 1; minute < minutes + 1 && soaked.running; minute++) {
    const end = began + Math.min(minute, minutes) * 60_000;
    await Promise.race([sleep(end - performance.now()), soaked.ended]);
    await report(minute, soaked);
  }
  send(writer, { ask: 'end' });
  await waitFor(() => writerSays.tell === 'ended', 'the good containers stop');
  await allArrived(soaked);
  const endedEarly = !soaked.running;
  // The hostile ones go on: it must end in their midst.
  const code = await soaked.stop();
  wire.end();
  await judge(soaked, wire, { endedEarly, code });
}

function startAgent(url: string, port: number): SoakedAgent {
  const started = new SoakedAgent(
    [
      ...['--containers', '*', '--containers-dir', folders.containers, '--state-dir', folders.state],
      ...['--elasticsearch', url, '--index', 'soak', '--listen', `127.0.0.1:${port}`],
      ...PATTERNS.flatMap((pattern) => ['--pattern', pattern]),
    ],
    join(folder, 'agent.log'),
    values['node-options'].split(' ').filter((option) => option !== ''),
  );
  agent = started;
  return started;
}

/** Returns when nothing is missing, or nothing more comes. */
async function allArrived(soaked: SoakedAgent): Promise<void> {
  const lines = sum(writerSays.written);
  let seen = { came: -1, at: 0 };
  while (soaked.running) {
    const came = said.progress?.came ?? 0;
    if (came >= lines) return;
    if (came !== seen.came) seen = { came, at: performance.now() };
    if (performance.now() - seen.at > STALL_MS) return;
    await sleep(50);
  }
}

async function report(minute: number, soaked: SoakedAgent): Promise<void> {
  delete said.minute;
  send(sink, { ask: 'minute' });
  const { delays } = await waitFor(() => said.minute, 'the delays of a minute');
  const { came = 0, doubled = 0, documents = 0 } = said.progress ?? {};
  const lines = sum(writerSays.written);
  say(
    `${minute} min: ${lines} lines, ${lines - came} under way, ${doubled} doubled, ${shownDelays(delays)}; ` +
      `${documents} documents, ${hostileSays.containers} hostile containers; ` +
      `${soaked.memory.at(-1)?.toFixed(0)} MiB, ${soaked.cpuSeconds.toFixed(0)} s of CPU time`,
  );
}

async function judge(
  soaked: SoakedAgent,
  wire: Wire,
  end: { endedEarly: boolean; code: number | null },
): Promise<void> {
  const { written, rotations, held } = writerSays;
  send(sink, { ask: 'account', written });
  const found = await waitFor(() => said.account, 'the account of the sink');
  const { lost, doubled, again, wrong, injected, documents, faults, delays, spoilt } = found;
  const lines = sum(written);
  const memory = tenths(soaked.memory);
  const figures = {
    minutes,
    lines: `${lines.toLocaleString('en')} of ${GOOD_CONTAINERS} good containers, ${rotations} rotations (${held} held back)`,
    lost,
    doubled,
    wrong,
    'sent again (409)': again.toLocaleString('en'),
    delay: shownDelays(delays),
    'delay of lines whose request was spoilt': `${shownDelays(spoilt)} (${spoilt.count.toLocaleString('en')} lines)`,
    'memory in tenths of the run, median (most)': memory.map(shownTenth).join(', '),
    'CPU time': `${soaked.cpuSeconds.toFixed(0)} s, ${((soaked.cpuSeconds * 1e6) / lines).toFixed(1)} s per million good lines`,
    'documents in all': documents.toLocaleString('en'),
    'hostile containers': `${hostileSays.containers.toLocaleString('en')}, which wrote ${(hostileSays.bytes / 1e6).toFixed(0)} MB`,
    'requests with a fault': faults,
    'slowest answer of /healthz': `${wire.slowest.toFixed(0)} ms`,
    'answers under a foreign host name': wire.answered,
    'requests with what must not be sent': injected,
    'dead letters': readDeadLetters(folders.state).length,
    'most descriptors': soaked.mostDescriptors,
    'size of state and log': `${sizeOf(folders.state)} and ${sizeOf(soaked.logPath)} KiB`,
    'exit code after SIGTERM': `${end.code}`,
    duration: `${((performance.now() - began) / 1000).toFixed(0)} s`,
    seed: Number(values.seed),
  };
  for (const [name, value] of Object.entries(figures)) say(`${name}: ${value}`);
  const complaints = broken({ lines, lost, doubled, wrong, injected, memory, ...end });
  if (complaints.length > 0) {
    say(`${soaked.tail()}\nnot kept: ${complaints.join('; ')}`);
    process.exitCode = 1;
  } else if (minutes >= FULL_MINUTES)
    saveResult('soak', 'hostile containers, files, clients and answers beside ten good containers', figures);
}

function shownTenth({ median, most }: Tenth): string {
  return `${median.toFixed(0)} (${most.toFixed(0)}) MiB`;
}

/** KiB of a file, or of all files of a folder. */
function sizeOf(path: string): number {
  const files = fs.statSync(path).isDirectory()
    ? fs.readdirSync(path).map((name) => join(path, name))
    : [path];
  return Math.ceil(files.reduce((total, file) => total + fs.statSync(file).size, 0) / 1024);
}

function child(file: string, ...args: string[]): ChildProcess {
  const started = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--import', 'tsx'],
  });
  started.on('exit', (code) => {
    say(`${file} has ended with ${code}`);
    process.exit(1);
  });
  children.push(started);
  return started;
}

function send(to: ChildProcess, message: ToSink | ToWriter): void {
  if (to.connected) to.send(message);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
