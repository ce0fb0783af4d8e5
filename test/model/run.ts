/**
 * As many random sequences as wanted, half of them with truncation and removal, shared by a process for each core.
 *
 *   npm run test:model [-- --runs 100000 --seed 7 --workers 3]
 *   npm run test:model -- --only kept --seed 7 --path 1054:7:11     (what a failure has printed, played alone)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { saveResult } from '../reliability/results.ts';
import { keptSequences, losingSequences } from './actions.ts';
import { World } from './world.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    path: { type: 'string', default: '' },
    only: { type: 'string', default: 'kept,losing' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const REPORT_EVERY = 5000;
const seed = Number(values.seed);
const runs = Number(values.runs);
const workers = values.path === '' ? Number(values.workers) : 1;
const sequences = { kept: keptSequences, losing: losingSequences };
const kinds = values.only.split(',') as (keyof typeof sequences)[];
const began = performance.now();
let played = 0;

if (process.send !== undefined || workers === 1) await play();
else if (await workersPlay()) finish();
else process.exitCode = 1;

/** Every sequence in this process; the first that fails ends it. */
async function play(): Promise<void> {
  if (process.send === undefined) say(`seed ${seed}`);
  for (const kind of kinds) {
    const property = fc.asyncProperty(sequences[kind], async (sequence) => {
      await World.play(sequence);
      process.send?.(1);
      count();
    });
    await fc.assert(property, { numRuns: Math.ceil(runs / kinds.length), seed, path: values.path });
  }
  if (process.send === undefined) finish();
  else process.disconnect();
}

/** Each worker with a seed of its own, which the one that fails prints. False when one has failed: then all end. */
async function workersPlay(): Promise<boolean> {
  say(`seeds ${seed} to ${seed + workers - 1}`);
  const children = Array.from({ length: workers }, (_, i) => {
    const share = ['--runs', String(Math.ceil(runs / workers)), '--seed', String(seed + i)];
    const child = fork(fileURLToPath(import.meta.url), [...share, '--only', values.only]);
    child.on('message', count);
    return child;
  });
  const endAll = (): void => {
    for (const child of children) child.kill();
  };
  process.once('exit', endAll);
  const codes = await Promise.all(
    children.map(async (child) => {
      const [code] = (await once(child, 'exit')) as [number | null];
      if (code !== 0) endAll();
      return code;
    }),
  );
  return codes.every((code) => code === 0);
}

function count(): void {
  if (++played % REPORT_EVERY === 0 && process.send === undefined) say(`${played} sequences, ${seconds()} s`);
}

function finish(): void {
  say(`${played} sequences held, ${seconds()} s`);
  if (values.path !== '') return;
  const figures = {
    sequences: played.toLocaleString('en'),
    seed,
    lost: 0,
    doubled: 0,
    duration: `${seconds()} s`,
  };
  saveResult('model', 'Random sequences of writes, rotations, kills and faults against a model', figures);
}

function seconds(): string {
  return ((performance.now() - began) / 1000).toFixed(0);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
