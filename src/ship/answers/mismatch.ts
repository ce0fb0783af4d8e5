import { type Names, type Piece, sentNames } from '../requests/body.ts';
import type { Mismatch } from '../ship-events.ts';
import type { Item } from './bulk-reply.ts';

/** Characters of a name that are told: Elasticsearch's own names are shorter than 512 bytes. */
const MAX_NAME = 100;
/** Indices remembered behind all targets. A rollover a day leaves room for months. */
const MOST_INDICES = 100;

/**
 * Finds the items of an answer that are not about the documents in their places: they tell nothing of these, whatever
 * their status. Elasticsearch names neither `_id` nor `_index`, as `filter_path` does not ask for them: comparing each
 * `_id` would cost a line a sixth more CPU time (0.26 µs). A proxy that drops the filter, or a server that doesn't know it, names them.
 *
 * The `_id` must be the one that was sent. The `_index` may be another one for good reasons: an alias, a data stream, a
 * name with date math, an ingest pipeline that reroutes; and it changes with each rollover. No answer tells these from a
 * mistake. But when the document is sent again and that index answers 409 for its `_id`, it is there. So an unknown
 * index is believed only then, and from then on; one whose name shows that it is behind the target is believed at once. The target is the index that
 * a document's action line names, or else that of the request.
 */
export class Target {
  readonly #index: string;
  /** Targets with other indices in which documents sent to them have been found. */
  readonly #known = new Set<string>();

  /** `index`: of documents that name none themselves. */
  constructor(index: string) {
    this.#index = index;
  }

  /** The items, of which those that are not about their documents have a `mismatch`, and the reason of it. */
  compare(items: readonly Item[], piece: Piece): readonly Item[] {
    const named = items.some(({ id, index }) => id !== undefined || index !== undefined);
    const names = named ? sentNames(piece) : [];
    return items.map((item, position) => this.#compared(item, names[position]));
  }

  #compared(item: Item, sent: Names | undefined): Item {
    const { id, index, status } = item;
    if (id !== undefined && sent !== undefined && id !== sent.id) {
      return mismatched(item, 'id', `the item of _id ${quoted(sent.id)} is about _id ${quoted(id)}`);
    }
    const target = sent?.index ?? this.#index;
    if (index === undefined || index === target) return item;
    if (status === 409) this.#remember(target, index);
    if (status < 200 || status > 299 || this.#leadsTo(target, index)) return item;
    return mismatched(
      item,
      'index',
      `a document sent to ${quoted(target)} is said to be in ${quoted(index)}`,
    );
  }

  /**
   * Elasticsearch calls a data stream's indices `.ds-NAME-DATE-NUMBER`, those of its failure store `.fs-NAME-DATE-NUMBER`, and a rollover calls
   * an alias's `NAME-NUMBER`.
   */
  #leadsTo(target: string, index: string): boolean {
    if (this.#known.has(`${target} ${index}`)) return true;
    return ['', '.ds-', '.fs-'].some((begin) => index.startsWith(`${begin}${target}-`));
  }

  #remember(target: string, index: string): void {
    this.#known.add(`${target} ${index}`);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_INDICES && oldest !== undefined) this.#known.delete(oldest);
  }
}

function mismatched({ status }: Item, mismatch: Mismatch, reason: string): Item {
  return { status, type: '', reason, mismatch };
}

function quoted(name: string): string {
  return JSON.stringify(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);
}
