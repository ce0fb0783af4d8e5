import type { Container, Source } from './block.ts';
import type { Generation } from './generation.ts';
import type { TailContext } from './tail-context.ts';

/** What sink and operators have been told of one container, so that each thing is told once. */
export class Announcements {
  /** That it is followed, until it is told that it is not any more. */
  followed = false;
  /** That it is silent, and nothing came since. */
  silent = false;
  private readonly context: Pick<TailContext, 'sink' | 'events'>;

  constructor(context: TailContext) {
    this.context = context;
  }

  /** Reading of a generation begins. */
  begin(head: Generation, container: Container): Source {
    const { sink, events } = this.context;
    const { key, path, boundaries, crossings } = head;
    const offset = head.begunAt ?? head.offset;
    if (head.afterGap) sink.silent(container);
    head.afterGap = false;
    head.resumed = false;
    head.begunAt = undefined;
    head.source = { key, container, path, boundaries, crossings };
    sink.begin(head.source, offset);
    if (!this.followed) events.containerFound(container, path, offset);
    this.followed = true;
    return head.source;
  }

  renamed(container: Container, oldName: string): void {
    this.context.events.containerRenamed(container, oldName);
  }

  /** All has been handed on, and for now nothing will follow. */
  fellSilent(container: Container): void {
    if (this.followed && !this.silent) this.context.sink.silent(container);
    this.silent = true;
  }

  unwanted(container: Container, path: string): void {
    this.context.events.containerUnwanted(container, path);
    this.followed = false;
  }

  gone(container: Container): void {
    if (this.followed) this.context.events.containerGone(container);
  }
}
