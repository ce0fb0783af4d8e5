import type { Stream } from '../../log/stream.ts';
import type { LogEvent } from './log-event.ts';

/** Keeps unfinished events, one per container and stream: parts of the two streams interleave, and rotation comes between parts. */
export class Joiner {
  readonly #containers = new Map<string, Map<Stream, LogEvent>>();
  #heldBytes = 0;

  /** Memory that all of them take, about. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Unfinished events of a container by stream; undefined when there are none. */
  of(containerId: string): ReadonlyMap<Stream, LogEvent> | undefined {
    return this.#containers.get(containerId);
  }

  *all(): Iterable<LogEvent> {
    for (const streams of this.#containers.values()) yield* streams.values();
  }

  /** Takes the unfinished event out. */
  take(containerId: string, stream: Stream): LogEvent | undefined {
    const streams = this.#containers.get(containerId);
    const event = streams?.get(stream);
    if (streams === undefined || event === undefined) return undefined;
    this.#heldBytes -= event.heldBytes;
    streams.delete(stream);
    if (streams.size === 0) this.#containers.delete(containerId);
    return event;
  }

  /** It doesn't grow while it is kept. */
  keep(event: LogEvent): void {
    this.#heldBytes += event.heldBytes;
    const streams = this.#containers.get(event.containerId);
    if (streams === undefined) this.#containers.set(event.containerId, new Map([[event.stream, event]]));
    else streams.set(event.stream, event);
  }
}
