import { test } from 'node:test';
import fc from 'fast-check';
import { keptSequences, losingSequences } from './actions.ts';
import { World } from './world.ts';

/** Of the seed of all unit tests; `npm run test:model` plays others. */
const numRuns = 1000;

test('random sequences: each line once and in order, whatever is rotated, killed or unanswered', async (t) => {
  t.diagnostic(`${numRuns} sequences, seed ${fc.readConfigureGlobal().seed}`);
  await fc.assert(fc.asyncProperty(keptSequences, World.play), { numRuns });
});

test('random sequences with truncation and removal: what was on disk until it was stored, each once', async (t) => {
  t.diagnostic(`${numRuns} sequences, seed ${fc.readConfigureGlobal().seed}`);
  await fc.assert(fc.asyncProperty(losingSequences, World.play), { numRuns });
});
