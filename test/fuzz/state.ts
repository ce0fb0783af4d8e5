import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { State } from '../../src/state/state.ts';
import { StateError } from '../../src/state/state-events.ts';
import { generation, NotedEvents, span } from '../state/folder.ts';
import { mutate, pick, type Random } from './mutate.ts';

/** Two generations share a row. */
const CONTAINERS = { AAAAAAAAAAAAAAAA: 'c1', BBBBBBBBBBBBBBBB: 'c1', CCCCCCCCCCCCCCCC: 'c2' };

/** The files of a state folder, and everything that was ever saved in it. */
export interface StateImage {
  readonly files: ReadonlyMap<string, Buffer>;
  /** `said` of each container. */
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
    for (const id of new Set(Object.values(CONTAINERS))) {
      const all = said(state, id);
      saved.add(all);
      newest.set(id, all);
    }
  };
  for (const [key, id] of Object.entries(CONTAINERS)) state.begin(generation(key, id), 0);
  note();
  state.deadLetters.put([
    { id: 'x.1', container: 'c', index: 'logs', document: '{}', status: 400, reason: 'no' },
  ]);
  const images: StateImage[] = [];
  for (let round = 1; round <= 5; round++) {
    for (const [i, key] of Object.keys(CONTAINERS).entries()) {
      state.settle([span(key, 1000 * (round - 1), 1000 * round)]);
      state.settle([span(key, 1000 * round + 500, 1000 * round + 700 + i)]);
    }
    state.boundaries([{ key: 'AAAAAAAAAAAAAAAA', to: 1000 * round + 900, stream: 'stdout' }]);
    note();
    state.cut('BBBBBBBBBBBBBBBB', 1000 * round + 650);
    state.rest('BBBBBBBBBBBBBBBB', { stream: 'stderr', at: 1000 * round + 650 });
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
    for (const [key, id] of Object.entries(CONTAINERS)) {
      const resume = state.resume(id, key);
      // All generations of a container are as they were at one moment.
      if (resume !== undefined) assert.ok(saved.has(said(state, id)), said(state, id));
      // The lock holds nothing: no damage to it may cost an offset.
      if (damagedName === 'agent.lock') assert.equal(said(state, id), newest.get(id));
    }
    for (const [key, id] of Object.entries(CONTAINERS)) {
      const from = state.resume(id, key)?.offset ?? 0;
      state.begin(generation(key, id), from);
      state.settle([span(key, from, from + 1)]);
    }
    state.save();
  } finally {
    state.close();
  }
}

/** What a state says of a container's generations, as JSON. */
function said(state: State, containerId: string): string {
  const generations = Object.entries(CONTAINERS).filter(([, id]) => id === containerId);
  return JSON.stringify([containerId, generations.map(([key]) => [key, state.resume(containerId, key)])]);
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
