import { randomBytes } from 'node:crypto';
import { type ContainerOptions, FakeContainer } from '../../support/docker-writer.ts';

/** Something hostile that is done again and again. */
export interface Nuisance {
  readonly everyMs: number;
  readonly act: () => void;
}

/** Where hostile containers are made, and what was made and written. */
export class Ground {
  readonly folder: string;
  /** Out of Docker's folder; it holds `shadow`, which must not be shipped. */
  readonly outside: string;
  readonly counts = { containers: 0, bytes: 0 };

  constructor(folder: string, outside: string) {
    this.folder = folder;
    this.outside = outside;
  }

  /** Makes a container with a log of at most two files of 2 MiB, unless said otherwise. */
  create(options: Partial<ContainerOptions> = {}): FakeContainer {
    this.counts.containers++;
    const name = `hostile-${randomBytes(4).toString('hex')}`;
    return new FakeContainer(this.folder, { name, maxSize: 2 ** 21, maxFile: 2, ...options });
  }

  write(container: FakeContainer, entry: string | Buffer): void {
    container.writeRaw(entry);
    this.counts.bytes += entry.length;
  }
}

/** Makes a container in each of these ways now, and again each time: then the ones before go. */
export function renewed(
  ground: Ground,
  everyMs: number,
  ways: readonly ((container: FakeContainer) => void)[],
): Nuisance {
  let standing: FakeContainer[] = [];
  const act = (): void => {
    for (const container of standing) container.remove();
    standing = ways.map((way) => {
      const container = ground.create();
      way(container);
      return container;
    });
  };
  act();
  return { everyMs, act };
}
