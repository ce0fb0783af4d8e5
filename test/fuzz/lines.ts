import assert from 'node:assert/strict';
import { NO_NOTES } from '../../src/log/notes.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { EitherEnvelope } from '../../src/source/either-envelope.ts';
import type { Envelope } from '../../src/source/envelope.ts';
import { CriEnvelope } from '../../src/source/kubernetes/envelope.ts';
import { container, makeBlock, makeSource, Rig } from '../parse/rig.ts';
import { envelope, type Stream } from '../support/docker-envelope.ts';
import { below, mutate, pick, type Random } from './mutate.ts';

const LF = 0x0a;
const TIMES = ['2024-06-10T06:13:20.123456789Z', '2024-06-10T06:13:20.1Z', '2024-06-10T06:13:20Z'];
const FILLERS = ['', 'GET /?a=1&b=<2> HTTP/1.1', '\u2028 "quoted" \\ back', '🚀é', '\t\u001b[0m', '\ufffd'];
const HEAD = '203.0.113.9 - - [10/Oct/2024:13:55:36 +0000]';

/** How a source wraps texts: whole ones, or parts. */
interface Wrapping {
  readonly line: (text: string, stream: Stream, whole: boolean, random: Random) => string;
  readonly envelope: (random: Random) => Envelope;
}

const docker: Wrapping = {
  line: (text, stream, whole, random) => {
    const attrs = random() < 0.1 ? '{"tag":"a"}' : undefined;
    return envelope(Buffer.from(whole ? `${text}\n` : text), stream, pick(random, TIMES), attrs);
  },
  envelope: (random) => new DockerEnvelope(pick(random, [1, 12])),
};

const kubernetes: Wrapping = {
  line: (text, stream, whole, random) => {
    const time = pick(random, [...TIMES, '2024-06-10T06:13:20.123456789+01:00', '2024-06-10T06:13:20-10:00']);
    return `${time} ${stream} ${pick(random, whole ? ['F', 'F', 'F:x'] : ['P', 'P:x'])} ${text}\n`;
  },
  envelope: () => new EitherEnvelope(new DockerEnvelope(), new CriEnvelope()),
};

interface Part {
  /** Stands in no other part. */
  readonly text: string;
  readonly stream: Stream;
  readonly line: Buffer;
}

/** One line of a file is damaged: every other whole line is a document's text all the same, at its own place. */
export function fuzzEnvelope(random: Random): void {
  const wrapping = pick(random, [docker, kubernetes]);
  const parts = Array.from({ length: 1 + below(random, 6) }, (_, i) => makePart(wrapping, i, true, random));
  const damaged = below(random, parts.length);
  const lines = parts.map(({ line }, i) => (i === damaged ? damage(line, random) : line));
  const documents = parse(wrapping, lines, [], random);
  const starts = lines.map((_, i) => lines.slice(0, i).reduce((sum, { length }) => sum + length, 0));
  const damagedFrom = starts[damaged] ?? 0;
  const damagedTo = damagedFrom + (lines[damaged]?.length ?? 0);
  for (const [i, { text }] of parts.entries()) {
    if (i === damaged) continue;
    const found = documents.filter(({ source }) => textOf(source).includes(text));
    assert.equal(found.length, 1, `${text} stands in ${found.length} documents`);
    const at = Number(found[0]?.id.split('.')[1]);
    // Behind a damaged line that has become a part it is the end of that event.
    const joined = damaged < i && at >= damagedFrom && at < damagedTo;
    assert.ok(at === starts[i] || joined, `${text} is ${JSON.stringify(found[0])}`);
  }
}

/** Parts of both streams, junk between them, ends given up before: each part is in one document, in order. */
export function fuzzParts(random: Random): void {
  const wrapping = pick(random, [docker, kubernetes]);
  const parts = Array.from({ length: 2 + below(random, 8) }, (_, i) =>
    makePart(wrapping, i, random() < 0.3, random),
  );
  const damaged = below(random, parts.length * 2);
  const lines = parts.map(({ line }, i) => (i === damaged ? damage(line, random) : line));
  const ends = lines.map((_, i) => lines.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
  const boundaries = ends.filter(() => random() < 0.2);
  const documents = parse(wrapping, lines, boundaries, random);
  for (const stream of ['stdout', 'stderr'] as const) {
    const texts = documents
      .filter(({ source }) => source.stream === stream)
      .map(({ source }) => textOf(source));
    const all = texts.join('|');
    let at = -1;
    for (const [i, part] of parts.entries()) {
      if (i === damaged || part.stream !== stream) continue;
      const next = all.indexOf(part.text, at + 1);
      assert.ok(next > at, `${part.text} is not behind the part before it: ${all}`);
      assert.equal(all.indexOf(part.text, next + 1), -1, `${part.text} stands twice: ${all}`);
      at = next;
    }
  }
}

function makePart(wrapping: Wrapping, number: number, whole: boolean, random: Random): Part {
  const text = `<#${number}>`;
  const filler = pick(random, FILLERS);
  const access = whole && random() < 0.4;
  const log = access ? `${HEAD} "GET /${text} HTTP/1.1" 200 17 "-" "curl"` : `${text}${filler}`;
  const stream = random() < 0.6 ? 'stdout' : 'stderr';
  return { text, stream, line: Buffer.from(wrapping.line(log, stream, whole, random)) };
}

/** The line's LF stays where it is, so that the damage is this line's alone; its number goes. */
function damage(line: Buffer, random: Random): Buffer {
  const content = mutate(line.subarray(0, -1), random).toString('latin1').replaceAll('#', '?');
  return Buffer.concat([Buffer.from(content, 'latin1'), Buffer.of(LF)]);
}

function parse(wrapping: Wrapping, lines: readonly Buffer[], boundaries: readonly number[], random: Random) {
  const rig = new Rig({ maxEventBytes: 1 << 20, envelope: wrapping.envelope(random) }, 16 * 1024);
  const source = makeSource({ notes: { ...NO_NOTES, boundaries } });
  const bytes = Buffer.concat(lines);
  for (let at = 0; at < bytes.length; ) {
    const wanted = Math.min(at + below(random, 500), bytes.length - 1);
    const end = bytes.indexOf(LF, wanted) + 1;
    rig.parse(makeBlock(bytes.subarray(at, end), { source, from: at }));
    at = end;
  }
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig.documents();
}

/** Everything in a document that the container has printed. */
// biome-ignore lint/suspicious/noExplicitAny: what a store would hold.
function textOf(source: any): string {
  const front = ['message', 'vhost', 'ip', 'client.domain', 'ident', 'auth'];
  const behind = ['request', 'referrer', 'agent', 'forwarded', 'router', 'upstream', 'extra'];
  return [...front, ...behind].map((name) => source[name]).join(' ');
}
