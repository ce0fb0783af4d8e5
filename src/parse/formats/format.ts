import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { COPIED, type Copied, OTHER, UNSURE } from '../copied.ts';

export { COPIED, type Copied, OTHER, UNSURE };

/** One way to find fields in a line's text, told twice: the reference `read` is right whatever the text is; the fast way `copy` says the same or UNSURE. */
export interface Format {
  /** Bytes that `copy` may write beyond the length of the text in JSON string form. */
  readonly extraBytes: number;

  /** The fields as members of a JSON object, `"a":1,"b":"x"`; undefined when the text isn't wholly of this format. */
  read(text: string): string | undefined;

  /**
   * Copies the fields of the text in JSON string form (see `scan/escapes.ts`) that begins at `scan.at`, each with a comma behind it,
   * up to and with the closing quote. Unless it says COPIED, `at` and `out` are anywhere. OTHER may be wrong only for a text
   * with escapes that the envelope leaves to the decoded way: whatever reads the text next comes upon them too.
   */
  copy(scan: EscapedScanner): Copied;
}
