import type { Stream } from '../log/stream.ts';
import type { Content } from './document.ts';
import type { UNSURE } from './formats/format.ts';

/** The document ships as it is. */
export const KEPT = 1;
/** Nothing ships: the document is not wanted. Its bytes settle. */
export const DROPPED = 0;

/**
 * Decides on each document, once its fields have been read: whether it ships, and how. Told twice as a format is, and pure as
 * all of parse: the answer depends on the document alone.
 */
export interface Filter {
  /** The reference: the document as it is to ship, or DROPPED. */
  read(content: Content): Content | typeof DROPPED;

  /**
   * The fast way, for documents without marks. It says the same as `read`, or UNSURE; so it does of a document that is to be
   * changed. `isMatched` and `stream` are the document's.
   */
  copy(isMatched: boolean, stream: Stream): typeof KEPT | typeof DROPPED | typeof UNSURE;
}

/** Drops whole lines that are of no format. Malformed lines and pieces ship: nobody has chosen what is in them. */
export const dropUnmatched: Filter = {
  read: (content) => (content.isMatched || isDamaged(content) ? content : DROPPED),
  copy: (isMatched) => (isMatched ? KEPT : DROPPED),
};

function isDamaged({ marks }: Content): boolean {
  return marks?.malformed === true || marks?.cut === true;
}
