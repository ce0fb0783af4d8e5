import type { Container } from '../log/block.ts';
import type { Scalar } from '../source/envelope.ts';

/** Decides on the part of documents that is the same in all of a file. */
export interface MetadataFilter {
  /** Whether documents lack the field at this path, with dots. */
  drops(path: string): boolean;
  /** What a label or attribute at this path says, as documents have it; null: nothing. */
  metadata(path: string, value: Scalar, container: Container): Scalar | null;
}
