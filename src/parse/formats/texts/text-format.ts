import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';
import type { Schema } from '../../schemas/names.ts';
import { copyDecoded } from '../copy-decoded.ts';
import { type Copied, type Format, OTHER, UNSURE } from '../format.ts';
import { isYearAt, type TextReader, textBytes, textMembers } from './text-line.ts';

/** Characters of a text that is read. A longer one is a message. */
export const LONGEST_TEXT = 64 * 1024;
/** More than all names and punctuation of a line take with short names … */
const EXTRA_BYTES = 512;
/** … and, beside them, what a level's word and a time may grow by. */
const GROWTH_BYTES = 128;

/** A way over bytes for lines that begin with a year. */
export interface DatedCopier {
  /** See `Format.copy`. After UNSURE the line may still be of the format, in a way that this one doesn't know. */
  copy(scan: EscapedScanner): Copied;
}

/** A text format in both ways, told from the decoded text in both but for the lines that a copier of its own knows. */
export class TextFormat implements Format {
  readonly extraBytes: number;
  readonly #reader: TextReader;
  readonly #schema: Schema;

  readonly #copier: DatedCopier | undefined;

  constructor(reader: TextReader, schema: Schema, copier?: DatedCopier) {
    this.#reader = reader;
    this.#copier = copier;
    this.#schema = schema;
    this.extraBytes = Math.max(EXTRA_BYTES, textBytes(schema) + GROWTH_BYTES);
  }

  read(text: string): string | undefined {
    const line = text.length > LONGEST_TEXT ? undefined : this.#reader.read(text);
    return line && textMembers(line, this.#schema);
  }

  copy(scan: EscapedScanner): Copied {
    if (!this.#reader.mayBe(scan.source, scan.at)) return OTHER;
    const { at, out } = scan;
    if (this.#copier !== undefined && isYearAt(scan.source, at)) {
      const copied = this.#copier.copy(scan);
      if (copied !== UNSURE) return copied;
      scan.at = at;
      scan.out = out;
    }
    return copyDecoded(scan, this.extraBytes, (text) => {
      const members = this.read(text);
      return members && `${members},`;
    });
  }
}
