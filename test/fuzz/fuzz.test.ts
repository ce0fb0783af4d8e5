import { test } from 'node:test';
import { seed } from '../support/same-seed.ts';
import { fuzz, withTargets } from './fuzz.ts';

const INPUTS = 20_000;

test(`${INPUTS.toLocaleString('en')} damaged inputs: no crash, no hang, no good line lost`, async (t) => {
  t.diagnostic(`seed ${seed}`);
  await withTargets(async (targets) => {
    for (const target of targets) await fuzz(target, (INPUTS * target.share) / 1000, seed);
  });
});
