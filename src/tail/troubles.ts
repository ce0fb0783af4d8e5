import type { Descriptors } from './file/descriptors.ts';
import type { TailEvents } from './tail-events.ts';

/** Files and folders that can't be read now: each is reported when it begins and when it ends, not at every try. */
export class Troubles {
  readonly #events: TailEvents;
  readonly #descriptors: Descriptors;
  readonly #reported = new Set<string>();
  /** Descriptors have run out: one trouble, whichever file it hits. `again`: since the last scan too. */
  #shortage: { readonly path: string; again: boolean } | undefined;

  constructor(events: TailEvents, descriptors: Descriptors) {
    this.#events = events;
    this.#descriptors = descriptors;
  }

  failed(path: string, error: unknown): void {
    const failure = error as NodeJS.ErrnoException;
    if (isShortage(failure)) {
      this.#ranShort(path, failure);
    } else if (!this.#reported.has(path)) {
      this.#reported.add(path);
      this.#events.unreadable(path, failure);
    }
  }

  works(path: string): void {
    if (this.#reported.delete(path)) this.#events.readableAgain(path);
  }

  /** Everything has been looked at. */
  scanned(): void {
    const shortage = this.#shortage;
    if (shortage?.again) {
      shortage.again = false;
      return;
    }
    if (shortage !== undefined) this.#events.readableAgain(shortage.path);
    this.#shortage = undefined;
    this.#descriptors.recover();
  }

  /** The path is gone, and its trouble with it. */
  forget(folder: string): void {
    for (const path of this.#reported) {
      if (path.startsWith(folder)) this.#reported.delete(path);
    }
  }

  #ranShort(path: string, error: NodeJS.ErrnoException): void {
    this.#descriptors.shrink();
    if (this.#shortage === undefined) this.#events.unreadable(path, error);
    this.#shortage = { path: this.#shortage?.path ?? path, again: true };
  }
}

/** The process or the machine has no descriptor left. */
export function isShortage({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EMFILE' || code === 'ENFILE';
}
