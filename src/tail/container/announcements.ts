import type { Container, Source } from '../../log/block.ts';
import { NO_NOTES } from '../../log/notes.ts';
import type { UnreadLog } from '../../source/layout.ts';
import type { Generation } from '../read/generation.ts';
import type { TailContext } from '../tail-context.ts';

/** Tells sink and operators each thing about a container once. */
export class Announcements {
  /** That it is followed, until it is told that it is not any more. */
  followed = false;
  /** That it is silent, and nothing came since. */
  silent = false;
  readonly #context: Pick<TailContext, 'layout' | 'sink' | 'events' | 'resume'>;
  #unread = false;
  /** See `Layout.startOf`, of the generation that was begun last. */
  #start: number | undefined;

  constructor(context: TailContext) {
    this.#context = context;
  }

  /**
   * Reading of a generation begins, unless what is unfinished ends before it: then that is told, and undefined, since the sink may have
   * no room any more.
   */
  begin(head: Generation, container: Container): Source | undefined {
    const { sink, events, resume } = this.#context;
    const { key, position } = head;
    const { offset } = position;
    const { path } = head.file;
    if (this.#separates(head)) {
      sink.silent(container);
      return undefined;
    }
    const notes = resume(container.id, key)?.notes ?? NO_NOTES;
    head.source = { key, container, path, start: this.#context.layout.startOf(path), notes };
    head.begun = true;
    sink.begin(head.source, offset);
    if (!this.followed) events.containerFound(container, path, offset);
    this.followed = true;
    return head.source;
  }

  renamed(container: Container, oldName: string): void {
    this.#context.events.containerRenamed(container, oldName);
  }

  /** All has been handed on, and for now nothing will follow; without `ended` never again. See `TailSink.silent`. */
  fellSilent(container: Container, ended: string | undefined): void {
    if (this.followed && (!this.silent || ended === undefined)) this.#context.sink.silent(container, ended);
    this.silent = true;
  }

  /** Its log is nowhere where it could be read. */
  unread(container: Container, unread: UnreadLog | undefined): void {
    if (unread !== undefined && !this.#unread) this.#context.events.logUnread(container, unread);
    this.#unread ||= unread !== undefined;
  }

  unwanted(container: Container, path: string): void {
    if (this.followed) this.#context.events.containerUnwanted(container, path);
    this.followed = false;
  }

  gone(container: Container): void {
    if (this.followed) this.#context.events.containerGone(container);
  }

  /** Lines before it have been lost, or it is of another start of the container, whose files do not go on. Told once. */
  #separates(head: Generation): boolean {
    const start = this.#context.layout.startOf(head.file.path);
    const separates = head.afterGap || start !== (this.#start ?? start);
    this.#start = start;
    head.afterGap = false;
    return separates;
  }
}
