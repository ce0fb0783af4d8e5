import { statSync } from 'node:fs';
import type { Inventory } from '../listing/inventory.ts';
import type { ContainerReporter } from './container-reporter.ts';
import type { GenerationQueue } from './generation-queue.ts';

/**
 * The file that was the live one before. Its writer may not know that it was renamed: logrotate without `copytruncate` leaves Docker writing
 * to it, and nothing tells of that.
 */
export class FormerLive {
  readonly #inventory: Pick<Inventory, 'former'>;
  readonly #queue: Pick<GenerationQueue, 'aside' | 'live' | 'wants'>;
  readonly #reporter: Pick<ContainerReporter, 'container'>;
  /** The key of one that has grown. */
  #grown: string | undefined;

  constructor(inventory: Inventory, queue: GenerationQueue, reporter: ContainerReporter) {
    this.#inventory = inventory;
    this.#queue = queue;
    this.#reporter = reporter;
  }

  /** It was found to have grown, and nothing has been written to the live file yet. */
  get isWritten(): boolean {
    return (
      this.#grown !== undefined &&
      this.#grown === this.#inventory.former?.key &&
      this.#queue.live === undefined
    );
  }

  /** It was handed on to its end, and is longer now: it is to be listed again. Never of a container that is not followed. */
  hasGrown(): boolean {
    const { former } = this.#inventory;
    if (former === undefined || this.#reporter.container === undefined) return false;
    const { aside } = this.#queue;
    const size = statSync(former.path, { throwIfNoEntry: false })?.size ?? 0;
    if (!aside.isFinished(former.key, 0) || !this.#queue.wants(former.key, false, size)) return false;
    this.#grown = former.key;
    return true;
  }
}
