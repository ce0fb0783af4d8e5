/**
 * As many damaged inputs as wanted.
 *
 *   npm run test:fuzz [-- --inputs 1000000 --seed 7]
 *   npm run test:fuzz -- --only gzip --seed 7 --first 1234 --inputs 1     (what a failure has named, alone)
 */
import { parseArgs } from 'node:util';
import { saveResult } from '../reliability/results.ts';
import { fuzz, withTargets } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    only: { type: 'string' },
    first: { type: 'string', default: '0' },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
const first = Number(values.first);
const figures: Record<string, string | number> = { seed };
const began = performance.now();

await withTargets(async (targets) => {
  for (const target of targets) {
    if (values.only !== undefined && values.only !== target.name) continue;
    const count = values.only === undefined ? Math.ceil((inputs * target.share) / 1000) : inputs;
    const from = performance.now();
    await fuzz(target, count, seed, first);
    figures[target.name] = `${count.toLocaleString('en')} inputs`;
    process.stdout.write(
      `${target.name}: ${count} inputs, ${((performance.now() - from) / 1000).toFixed(0)} s\n`,
    );
  }
});
figures.duration = `${((performance.now() - began) / 1000).toFixed(0)} s`;
if (values.only === undefined)
  saveResult(
    'fuzz',
    'Damaged lines, parts, bulk replies, container files, gzip files, states and requests to store and status: no crash, no hang, no good line lost',
    figures,
  );
