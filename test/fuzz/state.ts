import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { State } from '../../src/state/state.ts';
import { StateError } from '../../src/state/state-events.ts';
import { generation, NotedEvents } from '../state/folder.ts';
import { mutate, pick, type Random } from './mutate.ts';

const KEYS = ['AAAAAAAAAAAAAAAA', 'BBBBBBBBBBBBBBBB', 'CCCCCCCCCCCCCCCC'];

/** The files of a state folder, and everything that was ever saved in it. */
export interface StateImage {
  readonly files: ReadonlyMap<string, Buffer>;
  /** `resume` of each key, as JSON. */
  readonly saved: ReadonlySet<string>;
  /** The newest of each, which is what an undamaged state says. */
  readonly newest: ReadonlyMap<string, string>;
}

/** Two images: of a state that was closed, and of one whose agent was killed, with its log of writes. */
export function stateImages(folder: string): StateImage[] {
  const saved = new Set<string>();
  const newest = new Map<string, string>();
  const state = open(folder);
  const note = () => {
    for (const key of KEYS) {
      const resume = JSON.stringify([key, state.resume(key)]);
      saved.add(resume);
      newest.set(key, resume);
    }
  };
  for (const key of KEYS) state.begin(generation(key), 0);
  note();
  state.deadLetters.put([{ id: 'x.1', index: 'logs', document: '{}', status: 400, reason: 'no' }]);
  const images: StateImage[] = [];
  for (let round = 1; round <= 5; round++) {
    for (const [i, key] of KEYS.entries()) {
      state.settle([{ key, from: 1000 * (round - 1), to: 1000 * round }]);
      state.settle([{ key, from: 1000 * round + 500, to: 1000 * round + 700 + i }]);
    }
    state.boundary(KEYS[0] as string, 1000 * round + 900);
    note();
    state.save();
  }
  images.push({ files: readImage(folder), saved, newest });
  state.close();
  images.push({ files: readImage(folder), saved, newest });
  return images;
}

/** A damaged state folder opens, or says in a sentence why not; what it says of a generation has been saved once. */
export function fuzzState(random: Random, images: readonly StateImage[], folder: string): void {
  const { files, saved, newest } = pick(random, images);
  const damagedName = pick(random, [...files.keys()]);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, bytes] of files) {
    const content = name === damagedName ? mutate(bytes, random) : bytes;
    writeFileSync(join(folder, name), content);
  }
  let state: State;
  try {
    state = open(folder);
  } catch (error) {
    assert.ok(error instanceof StateError, String((error as Error).stack));
    return;
  }
  try {
    for (const key of KEYS) {
      const resume = state.resume(key);
      const said = JSON.stringify([key, resume]);
      if (resume !== undefined) assert.ok(saved.has(said), said);
      // The lock holds nothing: no damage to it may cost an offset.
      if (damagedName === 'agent.lock') assert.equal(said, newest.get(key));
      const from = resume?.offset ?? 0;
      state.begin(generation(key), from);
      state.settle([{ key, from, to: from + 1 }]);
    }
    state.save();
  } finally {
    state.close();
  }
}

function open(folder: string): State {
  return State.open(folder, {
    clock: () => Date.UTC(2024, 0, 2, 3, 4, 5),
    retentionMs: 60_000,
    deadLettersMaxBytes: 1e6,
    events: new NotedEvents(),
  });
}

function readImage(folder: string): Map<string, Buffer> {
  const names = ['state.db', 'state.db-wal', 'agent.lock'].filter((name) => existsSync(join(folder, name)));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}
