import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Source } from '../../../src/log/block.ts';
import { NAMES } from '../../../src/parse/formats/grok/names.ts';
import { LinePattern } from '../../../src/parse/multiline/custom-lines.ts';
import type { LinesChoice } from '../../../src/parse/multiline/lines-rules.ts';
import { container, line, makeBlock, makeSource, Rig } from '../rig.ts';

const ERROR = new LinePattern('^ERROR', NAMES);
const INDENT = new LinePattern('^\\s', NAMES);
const CHOICES: readonly LinesChoice[] = [
  'off',
  'auto',
  { start: ERROR },
  { goesOn: INDENT },
  { start: ERROR, goesOn: INDENT },
];

const choices = fc.constantFrom(...CHOICES);
/** Without their numbers. */
const printed = fc.record({
  text: fc.constantFrom('ERROR', 'java.io.IOException:', '\tat', 'PANIC', 'plain'),
  stream: fc.constantFrom('stdout', 'stdout', 'stderr'),
});
const logs = fc.array(printed, { minLength: 1, maxLength: 20 });

/** A generation, with the lines that stand in it. */
interface Generation {
  readonly key: string;
  readonly lines: readonly string[];
}

function split(all: readonly { text: string; stream: string }[], at: number): Generation[] {
  const lines = all.map(({ text, stream }, i) => line(`${text} n${i};\n`, stream));
  return [
    { key: 'generation-1', lines: lines.slice(0, at) },
    { key: 'generation-2', lines: lines.slice(at) },
  ].filter(({ lines }) => lines.length > 0);
}

/** Reads lines of a generation as tail hands them on. */
class Reading {
  readonly #rig: Rig;
  readonly #source: Source;

  /** `before`: who read it before. */
  constructor(rig: Rig, key: string, from: number, before?: Rig) {
    this.#rig = rig;
    this.#source = makeSource({ key, ...(before && { notes: before.noted.of(key) }) });
    for (const rest of rig.parser.begin(this.#source, from)) rig.noted.rest(key, rest);
  }

  read(text: string, from: number): void {
    this.#rig.parse(makeBlock(text, { source: this.#source, from }));
  }

  passed(text: string, from: number): void {
    this.#rig.parser.passed(makeBlock(text, { source: this.#source, from }), this.#rig.writer);
  }
}

/** Whoever reads on where another one has stopped: what has settled is passed over. */
function readOn(rig: Rig, before: Rig, { key, lines }: Generation): void {
  const settled = before.ranges().filter((range) => range.key === key);
  const isSettled = (at: number): boolean => settled.some(({ from, to }) => from <= at && at < to);
  let reading: Reading | undefined;
  let at = 0;
  for (const each of lines) {
    if (!isSettled(at)) reading ??= new Reading(rig, key, at, before);
    if (isSettled(at)) reading?.passed(each, at);
    else reading?.read(each, at);
    at += each.length;
  }
}

function numbersIn(rigs: readonly Rig[]): number[] {
  const messages = rigs.flatMap((rig) => rig.documents().map(({ source }) => source.message as string));
  return messages.flatMap((message) => [...message.matchAll(/n(\d+);/g)].map(([, number]) => Number(number)));
}

test('stopped anywhere and read on by another rule: each line is in one document', () => {
  fc.assert(
    fc.property(logs, choices, choices, fc.nat(20), fc.nat(20), (all, first, second, rotated, stopped) => {
      const generations = split(all, rotated);
      const one = new Rig({ multiline: first });
      let left = stopped;
      for (const { key, lines } of generations) {
        const text = lines.slice(0, left).join('');
        if (text !== '') new Reading(one, key, 0).read(text, 0);
        left = Math.max(0, left - lines.length);
      }
      const other = new Rig({ multiline: second });
      for (const generation of generations) readOn(other, one, generation);
      other.parser.finish(container.id, undefined, other.writer);
      assert.deepEqual(
        numbersIn([one, other]).toSorted((a, b) => a - b),
        all.map((_, i) => i),
      );
    }),
    { numRuns: 1000 },
  );
});

test('read at once or line by line: the same documents', () => {
  fc.assert(
    fc.property(logs, choices, fc.nat(20), (all, multiline, rotated) => {
      const [whole, single] = [new Rig({ multiline }), new Rig({ multiline })];
      for (const { key, lines } of split(all, rotated)) {
        new Reading(whole, key, 0).read(lines.join(''), 0);
        const reading = new Reading(single, key, 0);
        let at = 0;
        for (const each of lines) {
          reading.read(each, at);
          at += each.length;
        }
      }
      for (const rig of [whole, single]) rig.parser.finish(container.id, undefined, rig.writer);
      assert.deepEqual(single.documents(), whole.documents());
    }),
    { numRuns: 500 },
  );
});
