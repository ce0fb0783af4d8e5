import type { Container } from '../../log/block.ts';
import type { ContainerState, UnreadLog } from '../../source/layout.ts';
import type { TailContext } from '../tail-context.ts';

/** What the metadata has told of a container, and how much of it was known when its log was looked at. */
export class KnownState {
  readonly #context: Pick<TailContext, 'selection' | 'isOwn'>;
  #state: ContainerState | undefined;
  /** The `#state` that was current when the log was looked at last: what the container had written by then is known. */
  #seen: ContainerState | undefined;

  constructor(context: Pick<TailContext, 'selection' | 'isOwn'>) {
    this.#context = context;
  }

  /** The container as it is called now. */
  get container(): Container | undefined {
    return this.#state?.container;
  }

  /** When it ended; undefined as well as long as the log has not been looked at since that was told. */
  get ended(): string | undefined {
    return this.isSeen ? this.#state?.ended : undefined;
  }

  /** The log has been looked at since. */
  get isSeen(): boolean {
    return this.#state === this.#seen;
  }

  /** It is chosen, and its log is to be read. */
  get wanted(): boolean {
    return this.#isChosen && this.#state?.elsewhere !== true;
  }

  /** It is chosen, and its log can't be read. */
  get unread(): UnreadLog | undefined {
    return this.#isChosen ? this.#state?.unread : undefined;
  }

  get #isChosen(): boolean {
    const { selection, isOwn } = this.#context;
    const { container } = this;
    return container !== undefined && !isOwn(container) && selection.wants(container);
  }

  /** The log has been looked at. */
  see(): void {
    this.#seen = this.#state;
  }

  /** True when it has ended at another time than before: what is unfinished may be whole by now. */
  become(state: ContainerState): boolean {
    const { ended } = this.#state ?? {};
    this.#state = state;
    return state.ended !== undefined && state.ended !== ended;
  }
}
