import { envelope, rfc3339Nano, splitParts } from '../../support/docker-envelope.ts';
import type { FakeContainer } from '../../support/docker-writer.ts';
import type { Ground, Nuisance } from './nuisance.ts';

/** How many are there at once. */
const STANDING = 100;
const LINES = 20;
/** Names that show as other ones, command terminals, or are very long. */
const NAMES = [
  'passer',
  'good1\u202egol.exe',
  '\u2066x\u2069\u200b',
  '\u001b[2J\u009b31m',
  'n'.repeat(2000),
  '',
];

/** Containers that come, print a little and go, sixty a minute. */
export function passers(ground: Ground): Nuisance[] {
  const standing: FakeContainer[] = [];
  let count = 0;
  const act = (): void => {
    const number = count++;
    const container = ground.create({
      name: `${NAMES[number % NAMES.length]}${number}`,
      compress: number % 3 === 0,
    });
    for (let i = 0; i < LINES; i++) {
      const time = rfc3339Nano(BigInt(Date.now()) * 1_000_000n + BigInt(i));
      const [line = Buffer.alloc(0)] = splitParts(Buffer.from(`line ${i} of ${number}`), i < LINES - 1);
      ground.write(container, envelope(line, i % 2 === 0 ? 'stdout' : 'stderr', time));
      if (i === LINES / 2 && number % 2 === 0) container.rotate();
    }
    if (number % 5 === 1) container.stop();
    else container.close();
    if (number % 5 === 0) container.remove();
    else standing.push(container);
    if (standing.length > STANDING) standing.shift()?.remove();
  };
  return [{ everyMs: 1000, act }];
}
