import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { Checkpoints } from '../../src/state/checkpoints.ts';
import { openDatabase } from '../../src/state/database.ts';
import { generation, NotedEvents, temporaryFolder } from './folder.ts';

const SIZE = 40;
const keys = ['a', 'b', 'c'] as const;

/** What is promised of one generation, written down without any cleverness. */
interface Model {
  settled: Set<number>;
  start: number;
  boundaries: Set<number>;
  /** Where events of older generations ended, the newest last. */
  crossings: readonly number[];
  size: number | undefined;
  /** It is to be read again, and the disk was full: its row is as before, which its stamp would give away. */
  mayResumeAsBefore: boolean;
}

const offsetOf = ({ start, settled }: Model): number => {
  let offset = start;
  while (settled.has(offset)) offset++;
  return offset;
};

interface Saved {
  offset: number;
  finished: boolean;
  boundaries: number[];
  crossings: readonly number[];
}

const crossingAt = (to: number) => ({ to, time: `time ${to}`, id: `key.${to}.check` });

const bytesOf = (ranges: readonly number[]): number[] =>
  ranges.flatMap((from, i) =>
    i % 2 === 0 ? Array.from({ length: (ranges[i + 1] ?? from) - from }, (_, n) => from + n) : [],
  );

const savedOf = (model: Model): Saved => {
  const offset = offsetOf(model);
  const boundaries = [...model.boundaries].sort((a, b) => a - b);
  const { crossings } = model;
  return { offset, finished: model.size !== undefined && offset >= model.size, boundaries, crossings };
};

/** A step that concerns one generation. */
type OnOne = Extract<Step, { key: string }>;

type Step =
  | { do: 'settle'; key: string; from: number; length: number }
  | { do: 'boundary' | 'crossing'; key: string; at: number }
  | { do: 'ended'; key: string }
  | { do: 'begin again'; key: string }
  | { do: 'read again'; key: string }
  | { do: 'disk full'; full: boolean }
  | { do: 'save' }
  | { do: 'restart' };

const key = fc.constantFrom(...keys);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('settle' as const), key, from: fc.nat(SIZE), length: fc.nat(15) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('boundary' as const), key, at: fc.nat(SIZE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crossing' as const), key, at: fc.nat(SIZE) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('ended' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begin again' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read again' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk full' as const), full: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('save' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
);

/** Checkpoints and the model side by side; a restart goes on from what was saved, as the agent does. */
class Pair {
  private readonly file: string;
  private readonly events = new NotedEvents();
  private database: ReturnType<typeof openDatabase>;
  private checkpoints: Checkpoints;
  private models = new Map<string, Model>();
  private saved = new Map<string, Saved>();
  private full = false;

  constructor(t: TestContext) {
    this.file = join(temporaryFolder(t), 'state.db');
    this.database = openDatabase(this.file, 0, () => assert.fail());
    this.checkpoints = this.open();
    for (const name of keys) this.begin(name, 0);
  }

  private open(): Checkpoints {
    return new Checkpoints(this.database, { clock: () => 0, retentionMs: 1e9, events: this.events });
  }

  private begin(name: string, offset: number): void {
    this.checkpoints.begin(generation(name), offset);
    this.checkpoints.saveBegun();
    const known = this.saved.get(name);
    const model = {
      settled: new Set<number>(),
      start: offset,
      boundaries: new Set(known?.boundaries),
      crossings: known?.crossings ?? [],
      size: undefined,
      mayResumeAsBefore: false,
    };
    this.models.set(name, model);
    if (known === undefined) this.saved.set(name, savedOf(model));
  }

  close(): void {
    this.database.close();
  }

  run(step: Step): void {
    if (step.do === 'save') this.save();
    else if (step.do === 'restart') this.restart();
    else if (step.do === 'disk full') {
      this.full = step.full;
      this.database.pragma(`query_only = ${step.full ? 'on' : 'off'}`);
    } else this.runOn(this.models.get(step.key)!, step);
    this.check();
  }

  private runOn(model: Model, step: OnOne): void {
    if (step.do === 'settle') {
      const to = Math.min(SIZE, step.from + step.length);
      for (let byte = step.from; byte < to; byte++) model.settled.add(byte);
      this.checkpoints.settle([{ key: step.key, from: step.from, to: Math.max(step.from, to) }]);
    } else if (step.do === 'ended') {
      model.size = SIZE;
      this.checkpoints.ended(step.key, SIZE);
    } else if (step.do === 'begin again') {
      model.size = undefined;
      this.checkpoints.begin(generation(step.key), 999);
    } else if (step.do === 'read again') {
      this.readAgain(model, step.key);
    } else if (step.do === 'crossing') {
      this.crossing(model, step);
    } else {
      this.boundary(model, step);
    }
  }

  private readAgain(model: Model, name: string): void {
    this.checkpoints.restart(name);
    model.start = 0;
    model.settled.clear();
    model.size = undefined;
    // A disk that was full a moment ago may not have taken it yet.
    model.mayResumeAsBefore = !this.checkpoints.healthy;
    this.saved.set(name, { ...savedOf(model), offset: 0 });
  }

  private boundary(model: Model, step: Extract<OnOne, { at: number }>): void {
    const known = model.boundaries.has(step.at);
    const kept = this.checkpoints.boundary(step.key, step.at);
    assert.ok(kept || this.full, 'only a full disk refuses');
    if (!kept) return;
    model.boundaries.add(step.at);
    if (known || this.full) return;
    model.mayResumeAsBefore = false;
    this.saved.set(step.key, savedOf(model));
  }

  private crossing(model: Model, { key, at }: Extract<OnOne, { at: number }>): void {
    const { healthy } = this.checkpoints;
    this.checkpoints.crossing(key, crossingAt(at));
    this.checkpoints.saveBegun();
    if (model.crossings.includes(at)) return;
    model.crossings = [...model.crossings, at].slice(-3);
    // As long as the disk is full, and after that until the next write, it is in memory only.
    if (!this.full && healthy) this.saved.set(key, savedOf(model));
  }

  private save(): void {
    const healthy = this.checkpoints.healthy;
    const saved = this.checkpoints.save();
    if (!this.full) {
      assert.equal(saved, true);
      this.everythingSaved();
    } else if (!healthy) {
      assert.equal(saved, false);
    }
  }

  private everythingSaved(): void {
    for (const [name, model] of this.models) {
      model.mayResumeAsBefore = false;
      this.saved.set(name, savedOf(model));
    }
  }

  private restart(): void {
    this.database.close();
    this.database = openDatabase(this.file, 0, () => assert.fail());
    this.full = false;
    this.checkpoints = this.open();
    for (const name of keys) {
      const resume = this.checkpoints.resume(name);
      const model = this.models.get(name)!;
      assert.ok(resume !== undefined);
      const saved = this.saved.get(name)!;
      assert.ok(resume.offset >= saved.offset, `${name}: behind what was saved`);
      const { mayResumeAsBefore } = model;
      assert.ok(mayResumeAsBefore || resume.offset <= offsetOf(model), `${name}: beyond what had settled`);
      for (const boundary of model.boundaries) {
        assert.ok(resume.boundaries.includes(boundary), `boundary ${boundary}`);
      }
      const crossings = (resume.crossings ?? []).map(({ to }) => to);
      const expected = [saved.crossings.join(), model.crossings.join()];
      assert.ok(expected.includes(crossings.join()), `crossings ${crossings}, not ${expected.join(' or ')}`);
      for (const byte of bytesOf(resume.settled))
        assert.ok(mayResumeAsBefore || model.settled.has(byte), `byte ${byte} had not settled`);
      this.saved.set(name, { ...resume, boundaries: [...resume.boundaries], crossings });
      this.begin(name, resume.offset);
      // What was saved of it is settled in the new run too.
      for (const byte of bytesOf(resume.settled)) this.models.get(name)!.settled.add(byte);
    }
    this.events.lines.length = 0;
  }

  /** What a reader asks for in this run is always the newest, saved or not. */
  private check(): void {
    for (const [name, model] of this.models) {
      const resume = this.checkpoints.resume(name);
      const expected = savedOf(model);
      assert.equal(resume?.offset, expected.offset);
      assert.equal(resume?.finished, expected.finished);
      assert.deepEqual(resume?.boundaries, expected.boundaries);
      assert.deepEqual(resume?.crossings ?? [], model.crossings.map(crossingAt));
      const ahead = [...model.settled].filter((byte) => byte >= expected.offset).sort((a, b) => a - b);
      assert.deepEqual(bytesOf(resume?.settled ?? []), ahead);
    }
    const failed = this.events.lines.map((line) => line.split(' ')[0]);
    failed.forEach((name, position) => {
      assert.equal(name, position % 2 === 0 ? 'saveFailed' : 'savedAgain', 'each failure once, then its end');
    });
  }
}

test('random runs with full disks and restarts keep every promise', (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const pair = new Pair(t);
      try {
        for (const one of steps) pair.run(one);
        pair.run({ do: 'restart' });
      } finally {
        pair.close();
      }
    }),
    { numRuns: 150 },
  );
});
