import { readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Follower, type Hint } from './follower.ts';
import type { TailContext } from './tail-context.ts';
import { CONTAINER_FILE } from './watched-container-file.ts';

const CONTAINER_ID = /^[0-9a-f]{64}$/;

export interface FollowersOptions {
  /** What the container has at its first look is recorded as read. */
  readonly beginsAtEnd: (containerId: string) => boolean;
  /** Somebody is to be looked at. */
  readonly wake: () => void;
}

/** The containers there are, each with its follower, and who of them is to be looked at. */
export class Followers {
  /** Have hints. */
  readonly toLook = new Set<Follower>();
  private readonly context: TailContext;
  private readonly options: FollowersOptions;
  private readonly byId = new Map<string, Follower>();
  private closed = false;

  constructor(context: TailContext, options: FollowersOptions) {
    this.context = context;
    this.options = options;
  }

  get(containerId: string): Follower | undefined {
    return this.byId.get(containerId);
  }

  [Symbol.iterator](): Iterator<Follower> {
    return this.byId.values();
  }

  sum(count: (follower: Follower) => number): number {
    let sum = 0;
    for (const follower of this) sum += count(follower);
    return sum;
  }

  /** Followers for folders that have none. False when the containers can't be listed. */
  noteFolders(atStart: boolean): boolean {
    const { troubles, containersDir } = this.context;
    try {
      for (const name of readdirSync(containersDir)) {
        if (!this.byId.has(name)) this.noteFolder(name, atStart);
      }
      troubles.works(containersDir);
    } catch (error) {
      troubles.failed(containersDir, error);
      return false;
    }
    return true;
  }

  /** The containers folder has, or had, an entry of this name. */
  noteFolder(name: string, atStart = false): void {
    if (!CONTAINER_ID.test(name)) return;
    let follower = this.byId.get(name);
    if (follower === undefined) {
      follower = new Follower(this.context, name, atStart && this.options.beginsAtEnd(name));
      this.byId.set(name, follower);
    }
    this.hint(follower, 'thorough');
  }

  /** Something may have happened to a container's file. */
  noteFile(path: string): void {
    const follower = this.byId.get(basename(dirname(path)));
    if (follower !== undefined) this.hint(follower, basename(path) === CONTAINER_FILE ? 'file' : 'log');
  }

  hint(follower: Follower, hint: Hint): void {
    if (follower.removed || this.closed) return;
    follower.hints.add(hint);
    this.toLook.add(follower);
    this.options.wake();
  }

  forget(follower: Follower): void {
    this.byId.delete(follower.id);
    this.toLook.delete(follower);
  }

  /** Nobody is to be looked at any more. */
  close(): void {
    this.closed = true;
  }
}
