import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineCopier, UNUSUAL } from '../../../src/parse/copy-line.ts';
import { combined } from '../../../src/parse/formats/combined.ts';
import { usualSchema } from '../../../src/parse/schemas/short.ts';
import { DockerEnvelope } from '../../../src/source/docker/envelope.ts';
import { EitherEnvelope } from '../../../src/source/either-envelope.ts';
import type { Envelope } from '../../../src/source/envelope.ts';
import { CriEnvelope } from '../../../src/source/kubernetes/envelope.ts';
import { makeFrame } from '../../parse/make-frame.ts';
import { container, makeBlock, makeSource, Rig } from '../../parse/rig.ts';
import { criLog } from './cri-arbitrary.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000);

const either = () => new EitherEnvelope(new DockerEnvelope(), new CriEnvelope());

/** The same without a fast way. */
function slow(envelope: Envelope): Envelope {
  return { read: (line) => envelope.read(line), copier: () => undefined };
}

function parsed(envelope: Envelope, bytes: Buffer, batchBytes?: number): Rig {
  const rig = new Rig({ envelope, maxEventBytes: 2000, formats: ['combined', 'json'] }, batchBytes);
  rig.parse(makeBlock(bytes));
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig;
}

for (const [name, make] of [
  ['lines of a container runtime', () => new CriEnvelope()],
  ['lines of which each tells whether it is such a one or of Docker', either],
] as const) {
  test(`both ways make the same documents and spans of any log: ${name}`, () => {
    fc.assert(
      fc.property(criLog, fc.constantFrom(undefined, 4096), (bytes, batchBytes) => {
        const fast = parsed(make(), bytes, batchBytes);
        const decoded = parsed(slow(make()), bytes, batchBytes);
        assert.deepEqual(fast.documents(), decoded.documents());
        // Where a batch ends depends on the room that a way asks for.
        if (batchBytes === undefined) assert.deepEqual(fast.spans(), decoded.spans());
      }),
      { numRuns },
    );
  });
}

for (const [what, line] of [
  ['in UTC', '2024-06-10T06:13:20.123456789Z stdout F hello\t"you"'],
  ['in a zone', '2024-06-10T06:13:20.123456789+01:00 stderr F hello'],
  ['without a fraction', '2024-06-10T06:13:20+00:00 stdout F {"level":"warn","a":{"b":[1,"\\n"]}}'],
  [
    'an access line',
    '2024-06-10T06:13:20.1Z stdout F 192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5',
  ],
  ['with nothing', '2024-06-10T06:13:20.1Z stdout F '],
] as const) {
  test(`the fast way is taken: ${what}`, () => {
    const frame = makeFrame(makeSource(), 'host1', () => true, [combined(usualSchema.access)], usualSchema);
    for (const envelope of [new CriEnvelope(), either()]) {
      const fast = new LineCopier(envelope.copier()!, usualSchema);
      const { writer } = new Rig();
      // The last line of a block is short of the words behind it.
      const bytes = Buffer.from(`${line}\n${'x'.repeat(40)}\n`);
      fast.begin(bytes, 0);
      writer.beginBlock(bytes, 0);
      assert.notEqual(fast.line(0, frame, undefined, writer), UNUSUAL);
    }
  });
}
