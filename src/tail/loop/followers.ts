import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Follower } from '../container/follower.ts';
import type { Hint } from '../container/mode.ts';
import type { TailContext } from '../tail-context.ts';
import { levelOf } from './level.ts';

export interface FollowersOptions {
  /** The lines that the container has at its first look are recorded as read. */
  readonly beginsAtEnd: (containerId: string) => boolean;
  /** Somebody is to be looked at. */
  readonly wake: () => void;
  /** An event has told of the follower's log. */
  readonly heard: (follower: Follower, urgent: boolean) => void;
}

/** The containers there are, each with its follower, and who of them is to be looked at. */
export class Followers {
  /** Have hints. */
  readonly toLook = new Set<Follower>();
  readonly #context: TailContext;
  readonly #options: FollowersOptions;
  readonly #byId = new Map<string, Follower>();
  #closed = false;

  constructor(context: TailContext, options: FollowersOptions) {
    this.#context = context;
    this.#options = options;
  }

  get(containerId: string): Follower | undefined {
    return this.#byId.get(containerId);
  }

  [Symbol.iterator](): Iterator<Follower> {
    return this.#byId.values();
  }

  sum(count: (follower: Follower) => number): number {
    let sum = 0;
    for (const follower of this) sum += count(follower);
    return sum;
  }

  /** Followers for folders that have none. False when not all of the root can be listed. */
  noteFolders(atStart: boolean): boolean {
    return this.#noteBelow('', this.#context.layout.levels, atStart);
  }

  /** An entry has come or gone at this path below the root: a folder of logs, or one that may hold such. */
  noteEntry(path: string): void {
    const { levels } = this.#context.layout;
    const level = levelOf(path);
    if (level === levels) this.#noteFolder(path, false);
    else this.#noteBelow(path, levels - level, false);
  }

  /** Something may have happened to a container's file; `renamed`: also to its name. */
  noteFile(path: string, renamed = false): void {
    const { layout } = this.#context;
    const follower = this.#byId.get(path.slice(layout.root.length + 1, path.lastIndexOf('/')));
    if (follower === undefined) return;
    if (layout.isMetadata(path)) this.hint(follower, 'metadata');
    else this.#options.heard(follower, renamed);
  }

  hint(follower: Follower, hint: Hint): void {
    if (follower.removed || this.#closed) return;
    follower.hints.add(hint);
    this.toLook.add(follower);
    this.#options.wake();
  }

  forget(follower: Follower): void {
    this.#byId.delete(follower.id);
    this.toLook.delete(follower);
  }

  /** Nobody is to be looked at any more. */
  close(): void {
    this.#closed = true;
  }

  /** New folders of logs that stand so many levels below a path, '' being the root itself. False when one can't be listed. */
  #noteBelow(path: string, levels: number, atStart: boolean): boolean {
    const { troubles, layout } = this.#context;
    const folder = join(layout.root, path);
    let complete = true;
    try {
      for (const name of readdirSync(folder)) {
        const entry = path === '' ? name : `${path}/${name}`;
        if (levels > 1) complete = this.#noteBelow(entry, levels - 1, atStart) && complete;
        else if (!this.#byId.has(entry)) this.#noteFolder(entry, atStart);
      }
      troubles.works(folder);
    } catch (error) {
      // Gone meanwhile, or a file. Of the root itself neither may be.
      const none = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (none && path !== '') return true;
      troubles.failed(folder, error);
      return false;
    }
    return complete;
  }

  #noteFolder(id: string, atStart: boolean): void {
    if (!this.#context.layout.isLogFolder(id)) return;
    let follower = this.#byId.get(id);
    if (follower === undefined) {
      follower = new Follower(this.#context, id, atStart && this.#options.beginsAtEnd(id));
      this.#byId.set(id, follower);
    }
    this.hint(follower, 'thorough');
  }
}
