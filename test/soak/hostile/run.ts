/** The hostile containers, in a process of its own, so that no good line waits for them: `FOLDER OUTSIDE KIND...` as arguments. */
import { kinds } from './kinds.ts';
import { Ground } from './nuisance.ts';

export interface FromHostile {
  readonly containers: number;
  readonly bytes: number;
}

const [folder = '', outside = '', ...wanted] = process.argv.slice(2);
const PROGRESS_MS = 1000;

const ground = new Ground(folder, outside);
for (const kind of wanted) {
  const nuisances = kinds[kind]?.(ground);
  if (nuisances === undefined) throw new Error(`no kind ${kind}: there are ${Object.keys(kinds).join(', ')}`);
  for (const { everyMs, act } of nuisances) setInterval(act, everyMs);
}
setInterval(() => process.send?.({ ...ground.counts } satisfies FromHostile), PROGRESS_MS);
process.on('disconnect', () => process.exit());
