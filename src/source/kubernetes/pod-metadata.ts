import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../../log/block.ts';
import type { ContainerState, Metadata } from '../layout.ts';
import { isLink } from './is-link.ts';
import { logNames } from './log-names.ts';

/** What the path of a container's folder tells, and whether its log is in the folder. */
export class PodMetadata implements Metadata {
  readonly path: string;
  known = false;
  readonly #container: Container;
  #told: ContainerState | undefined;

  /** `path`: the container's folder. */
  constructor(path: string, container: Container) {
    this.path = path;
    this.#container = container;
  }

  /** `half written`: the runtime has not made a log yet. No file tells that the container has ended. */
  look(): ContainerState | 'same' | 'missing' | 'half written' {
    const entries = entriesOf(this.path);
    this.known = entries !== undefined;
    if (entries === undefined) return 'missing';
    const last = logNames(entries).at(-1);
    if (last === undefined) {
      this.known = this.#told !== undefined;
      return this.known ? 'same' : 'half written';
    }
    const elsewhere = isLink(join(this.path, last.name));
    if (this.#told?.elsewhere === elsewhere) return 'same';
    this.#told = { container: this.#container, elsewhere };
    return this.#told;
  }
}

/** Undefined when there is no such folder. */
function entriesOf(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
