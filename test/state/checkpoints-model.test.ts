import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { Checkpoints } from '../../src/state/checkpoints.ts';
import { openDatabase } from '../../src/state/database.ts';
import { generation, NotedEvents, resumed, span, temporaryFolder } from './folder.ts';
import { GenerationModel, inOrder, type Known, type Named, SIZE, streams } from './generation-model.ts';

/** Two generations share a container, and so a row. */
const containers = { a: 'c1', b: 'c1', c: 'c2' } as const;
type Key = keyof typeof containers;
const keys = Object.keys(containers) as Key[];

/** How the next run takes up a generation. */
interface TakenUp {
  readonly how: 'goes on' | 'from 0' | { readonly cutTo: number };
  readonly goingOn: readonly Named[];
}

/** A step that concerns one generation. */
type OnOne = Extract<Step, { key: Key }>;

type Step =
  | { do: 'settle'; key: Key; from: number; length: number }
  | { do: 'boundary'; key: Key; at: number; stream: Named }
  | { do: 'rest'; key: Key; at: number; stream: Named }
  | { do: 'cut'; key: Key; at: number }
  | { do: 'ended'; key: Key }
  | { do: 'begin again'; key: Key }
  | { do: 'read again'; key: Key; size: number }
  | { do: 'disk full'; full: boolean }
  | { do: 'save' }
  | { do: 'restart'; takenUp: Record<Key, TakenUp> };

const key = fc.constantFrom(...keys);
const stream = fc.constantFrom(...streams);
const at = fc.nat(SIZE);
const takenUp: fc.Arbitrary<TakenUp> = fc.record({
  how: fc.oneof(
    { weight: 2, arbitrary: fc.constant('goes on' as const) },
    { weight: 1, arbitrary: fc.constant('from 0' as const) },
    { weight: 1, arbitrary: fc.record({ cutTo: at }) },
  ),
  goingOn: fc.subarray([...streams]),
});
const restart = fc.record({
  do: fc.constant('restart' as const),
  takenUp: fc.record({ a: takenUp, b: takenUp, c: takenUp }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('settle' as const), key, from: at, length: fc.nat(15) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('boundary' as const), key, at, stream }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rest' as const), key, at, stream }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), key, at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ended' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begin again' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read again' as const), key, size: at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk full' as const), full: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('save' as const) }) },
  { weight: 2, arbitrary: restart },
);

/** Checkpoints and the model side by side; a restart goes on from what was saved, as the agent does. */
class Pair {
  readonly #file: string;
  readonly #events = new NotedEvents();
  #database: ReturnType<typeof openDatabase>;
  #checkpoints: Checkpoints;
  readonly #models = new Map<Key, GenerationModel>();
  /** What a kill leaves. */
  readonly #onDisk = new Map<Key, Known>();
  #full = false;

  constructor(t: TestContext) {
    this.#file = join(temporaryFolder(t), 'state.db');
    this.#database = openDatabase(this.#file, 0, () => assert.fail());
    this.#checkpoints = this.#open();
    for (const name of keys) {
      this.#models.set(name, new GenerationModel());
      this.#begin(name, 0, []);
    }
  }

  close(): void {
    this.#database.close();
  }

  run(step: Step): void {
    if (step.do === 'save') this.#save();
    else if (step.do === 'restart') this.#restart(step.takenUp);
    else if (step.do === 'disk full') {
      this.#full = step.full;
      this.#database.pragma(`query_only = ${step.full ? 'on' : 'off'}`);
    } else this.#runOn(this.#model(step.key), step);
    this.#check();
  }

  #open(): Checkpoints {
    const options = { clock: () => 0, retentionMs: 1e9, events: this.#events };
    return new Checkpoints(this.#database, options);
  }

  #model(name: Key): GenerationModel {
    return this.#models.get(name) ?? assert.fail();
  }

  #resumed(name: Key): Known {
    const known = resumed(this.#checkpoints, name, containers[name]) ?? assert.fail();
    return { ...known, notes: { ...known.notes, rests: inOrder(known.notes.rests) } };
  }

  #begin(name: Key, offset: number, goingOn: readonly Named[]): void {
    this.#checkpoints.begin(
      generation(name, containers[name]),
      offset,
      goingOn.map((stream) => ({ stream })),
    );
    this.#model(name).begin(offset);
    for (const stream of goingOn) this.#model(name).expect(stream);
    this.#saveBegun(name);
  }

  #runOn(model: GenerationModel, step: OnOne): void {
    const checkpoints = this.#checkpoints;
    const { key: name } = step;
    if (step.do === 'settle') {
      const to = Math.max(step.from, Math.min(SIZE, step.from + step.length));
      model.settle(step.from, to);
      checkpoints.settle([span(name, step.from, to)]);
    } else if (step.do === 'ended') {
      model.end();
      checkpoints.ended(name, SIZE);
    } else if (step.do === 'begin again') {
      model.begin(model.known.offset);
      // Of one that was begun before only the path is new; what goes on is known.
      checkpoints.begin(generation(name, containers[name]), 999, [{ stream: 'stdout' }]);
    } else if (step.do === 'read again') {
      model.loseEnd(step.size);
      checkpoints.restart(containers[name], name, step.size);
      this.#saveBegun(name);
    } else if (step.do === 'cut') {
      model.addCut(step.at);
      checkpoints.cut(name, step.at);
      this.#saveBegun(name);
    } else if (step.do === 'rest') {
      model.addRest(step.stream, step.at);
      checkpoints.rest(name, { stream: step.stream, at: step.at });
    } else {
      this.#boundary(model, step);
    }
  }

  #boundary(model: GenerationModel, { key: name, at, stream }: Extract<OnOne, { do: 'boundary' }>): void {
    const { healthy } = this.#checkpoints;
    const isNews = model.addBoundary(at);
    const kept = this.#checkpoints.boundaries([{ key: name, to: at, stream: stream }]);
    assert.equal(kept, !isNews || !this.#full, 'only a full disk refuses, and only what is news');
    if (!kept) {
      model.removeBoundary(at);
      return;
    }
    for (const other of keys)
      if (containers[other] === containers[name]) this.#model(other).expectNone(stream);
    // The first write after a full disk takes all with it.
    if (isNews) this.#written(healthy ? containers[name] : undefined);
  }

  #saveBegun(name: Key): void {
    const writes = this.#checkpoints.healthy && !this.#full;
    this.#checkpoints.saveBegun();
    if (writes) this.#written(containers[name]);
  }

  #save(): void {
    const { healthy } = this.#checkpoints;
    const saved = this.#checkpoints.save();
    if (!this.#full) {
      assert.equal(saved, true);
      this.#written();
    } else if (saved) {
      assert.equal(healthy, true);
      for (const [name, model] of this.#models)
        assert.deepEqual(model.known, this.#onDisk.get(name), 'there was nothing to save');
    }
  }

  /** The rows of one container, or of all, are on disk as they are in memory. */
  #written(container?: string): void {
    for (const [name, model] of this.#models)
      if (container === undefined || containers[name] === container) this.#onDisk.set(name, model.known);
  }

  #restart(takenUp: Record<Key, TakenUp>): void {
    this.#database.close();
    this.#database = openDatabase(this.#file, 0, () => assert.fail());
    this.#full = false;
    this.#checkpoints = this.#open();
    this.#events.lines.length = 0;
    for (const name of keys) {
      const known = this.#resumed(name);
      assert.deepEqual(known, this.#onDisk.get(name), `${name} is what was written last`);
      this.#models.set(name, new GenerationModel(known));
    }
    for (const name of keys) {
      const { how, goingOn } = takenUp[name];
      if (typeof how === 'object') {
        this.#checkpoints.restart(containers[name], name, how.cutTo);
        this.#model(name).loseEnd(how.cutTo);
      }
      this.#begin(name, how === 'goes on' ? this.#model(name).known.offset : 0, goingOn);
    }
  }

  /** What a reader asks for in this run is always the newest, saved or not. */
  #check(): void {
    for (const [name, model] of this.#models) assert.deepEqual(this.#resumed(name), model.known);
    const failed = this.#events.lines.map((line) => line.split(' ')[0]);
    failed.forEach((name, position) => {
      assert.equal(name, position % 2 === 0 ? 'saveFailed' : 'savedAgain', 'each failure once, then its end');
    });
    assert.equal(this.#checkpoints.healthy, failed.length % 2 === 0);
  }
}

const goOn: TakenUp = { how: 'goes on', goingOn: [] };

test('random runs with full disks and restarts keep every promise', (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pair = new Pair(t);
      try {
        for (const one of steps) pair.run(one);
        pair.run({ do: 'restart', takenUp: { a: goOn, b: goOn, c: goOn } });
      } finally {
        pair.close();
      }
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
  );
});
