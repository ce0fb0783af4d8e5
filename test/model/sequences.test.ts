import { test } from 'node:test';
import fc from 'fast-check';
import { seed } from '../support/same-seed.ts';
import { keptSequences, losingSequences } from './actions.ts';
import { World } from './world.ts';

/** Sequences of each kind; `npm run test:model` plays others than those of the unit tests' seed. */
const numRuns = 1000;

test('random sequences: each line once and in order, whatever is rotated, killed or unanswered', async (t) => {
  t.diagnostic(`${numRuns} sequences, seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(keptSequences, (sequence) => World.play(sequence)),
    { numRuns },
  );
});

test('random sequences with truncation and removal: what was on disk until it was stored, each once', async (t) => {
  t.diagnostic(`${numRuns} sequences, seed ${seed}`);
  await fc.assert(
    fc.asyncProperty(losingSequences, (sequence) => World.play(sequence)),
    { numRuns },
  );
});
