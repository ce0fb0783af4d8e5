import type { Container } from '../log/block.ts';
import type { Stream } from '../log/stream.ts';
import type { Content } from './document.ts';
import type { UNSURE } from './formats/format.ts';
import type { MetadataFilter } from './metadata-filter.ts';

/** The document ships. */
export const KEPT = 1;
/** Nothing ships: the document is not wanted. Its bytes settle. */
export const DROPPED = 0;

/** An event as the reference has it. */
export interface Judged {
  readonly container: Container;
  /** Of its first part. */
  readonly key: string;
  readonly offset: number;
  /** What was printed, as the message of a document has it. */
  readonly text: string;
}

/** An event of one line whose document the fast way has nearly written. */
export interface CopiedLine {
  readonly container: Container;
  readonly key: string;
  readonly offset: number;
  readonly isMatched: boolean;
  readonly stream: Stream;
  /** The text in JSON string form, with the line end and the closing quote; empty where the filter does not need it. */
  readonly text: string;
  /** The members that the format wrote, each with a comma behind it. */
  fields(): string;
  /** Puts these in their place. False, with nothing changed, when there is no room for them. */
  replaceFields(fields: string): boolean;
}

/**
 * Decides on each document, once its fields have been read: whether it ships, and how. Told twice as a format is, and pure as
 * all of parse: the answer depends on the document and its place in the log alone.
 */
export interface Filter extends MetadataFilter {
  /** The fast way has to bring the text. */
  readonly needsText: boolean;

  /** The reference: the document as it is to ship, or DROPPED. */
  read(content: Content, event: Judged): Content | typeof DROPPED;

  /** The fast way, for documents without marks: it says and does the same as `read`, or says UNSURE and has changed nothing. */
  copy(line: CopiedLine): typeof KEPT | typeof DROPPED | typeof UNSURE;
}

/** Malformed lines and pieces ship: nobody has chosen what is in them. */
export function isDamaged({ marks }: Content): boolean {
  return marks?.malformed === true || marks?.cut === true;
}
