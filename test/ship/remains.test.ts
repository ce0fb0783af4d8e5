import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Remains, type Remnant } from '../../src/ship/pool/remains.ts';
import { choose } from '../../src/ship/requests/body.ts';
import { bodyOf, documents } from './batches.ts';
import { idsOf } from './pool-rig.ts';

const remainsOf = (count: number) => new Remains({ body: bodyOf(documents('k', count)), documents: count });
const first = (remains: Remains): Remnant => remains.first ?? assert.fail('nothing is left');
const ids = (remains: Remains): string[] => idsOf(first(remains).body);

test('of an empty batch nothing is left', () => {
  assert.equal(remainsOf(0).first, undefined);
});

test('suspects come after those that may be innocent', () => {
  const remains = remainsOf(4);
  const whole = first(remains);
  remains.reduce(whole, choose(whole, [1, 3]));
  remains.append(choose(whole, [0]), { since: 7, tries: 1 });
  assert.equal(remains.documents, 3);
  assert.deepEqual(ids(remains), ['k.100', 'k.300']);
  assert.equal(remains.allSuspect, false);
  remains.remove(first(remains));
  assert.deepEqual(ids(remains), ['k.0']);
  assert.equal(first(remains).suspicion?.since, 7);
  assert.ok(remains.allSuspect && remains.allRefused);
});

test('a piece that goes again whole is free of suspicion', () => {
  const remains = remainsOf(2);
  remains.halve(first(remains), { since: 1, tries: 0 });
  remains.reduce(first(remains), choose(first(remains), [0]));
  assert.equal(first(remains).suspicion, undefined);
});

test('both halves of a suspect are suspects; refused is only what has been tried', () => {
  const remains = remainsOf(3);
  remains.halve(first(remains), { since: 2, tries: 0 });
  assert.ok(remains.allSuspect);
  assert.equal(remains.allRefused, false);
  assert.deepEqual(ids(remains), ['k.0']);
  remains.remove(first(remains));
  assert.deepEqual(ids(remains), ['k.100', 'k.200']);
  assert.deepEqual(first(remains).suspicion, { since: 2, tries: 0 });
});

test('what is moved stands in its new body, in the same pieces under the same suspicions', () => {
  const remains = remainsOf(5);
  const whole = first(remains);
  remains.halve(whole, { since: 3, tries: 0 });
  remains.remove(first(remains));
  const { bytes } = remains;
  const body = remains.move();
  whole.body.fill(0);
  assert.equal(body.length, bytes);
  assert.deepEqual(ids(remains), ['k.200', 'k.300', 'k.400']);
  assert.equal(first(remains).body.buffer, body.buffer);
  assert.deepEqual(first(remains).suspicion, { since: 3, tries: 0 });
});

test('halves stand behind all others, under their suspicion', () => {
  const remains = new Remains({ body: bodyOf(documents('k', 2)), documents: 2 });
  remains.appendHalves({ body: bodyOf(documents('a', 5)), documents: 5 }, { since: 7, tries: 0 });
  const left: [number, unknown][] = [];
  for (let piece = remains.first; piece !== undefined; piece = remains.first) {
    left.push([piece.documents, piece.suspicion]);
    remains.remove(piece);
  }
  const suspicion = { since: 7, tries: 0 };
  assert.deepEqual(left, [
    [2, undefined],
    [2, suspicion],
    [3, suspicion],
  ]);
});
