import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { COPIED, type Copied, type Format, OTHER } from './format.ts';
import type { FormatName } from './format-names.ts';

/** A format that is tried on the lines that begin as its lines may. */
export interface Candidate {
  /** Undefined for one that tells its formats itself. */
  readonly name?: FormatName;
  readonly format: Format;
  /** Whether one of its texts may begin with this character. */
  readonly begins: (character: string) => boolean;
  /** A look that is cheaper than the format's own; false is certain. */
  readonly mayBe?: (scan: EscapedScanner) => boolean;
}

const BACKSLASH = 0x5c;
/** Characters that may stand escaped in JSON string form: then the first byte is a backslash. */
const ESCAPED = ['\n', '\t', '"', '\\', '<', '>', '&'];

/**
 * The format `auto`: a line is of the first of some formats that it is wholly of. Its first byte tells which ones to try, so what a line is depends on
 * that line alone, and never on those before it.
 */
export class AutoFormat implements Format {
  readonly extraBytes: number;
  readonly #byByte: readonly (readonly Candidate[])[];
  readonly #beyondAscii: readonly Candidate[];
  /** Undefined once it has been told. */
  #learn: ((name: FormatName) => void) | undefined;

  /** `learn` is told the format of the first line that is of one. */
  constructor(candidates: readonly Candidate[], learn?: (name: FormatName) => void) {
    const beginning = (character: string) => candidates.filter(({ begins }) => begins(character));
    this.#beyondAscii = beginning('é');
    const escaped = candidates.filter(({ begins }) => ESCAPED.some(begins));
    this.#byByte = Array.from({ length: 256 }, (_, byte) => {
      if (byte === BACKSLASH) return escaped;
      return byte < 0x80 ? beginning(String.fromCharCode(byte)) : this.#beyondAscii;
    });
    this.extraBytes = Math.max(0, ...candidates.map(({ format }) => format.extraBytes));
    this.#learn = learn;
  }

  read(text: string): string | undefined {
    const code = text.charCodeAt(0);
    // A control character is escaped wherever there is a fast way, as a backslash is.
    const byte = code < 0x20 ? BACKSLASH : code;
    for (const { name, format } of this.#byByte[byte] ?? this.#beyondAscii) {
      const members = format.read(text);
      if (members === undefined) continue;
      this.#matched(name);
      return members;
    }
    return undefined;
  }

  copy(scan: EscapedScanner): Copied {
    const { at, out } = scan;
    const candidates = this.#byByte[scan.source[at] as number] as readonly Candidate[];
    for (let i = 0; i < candidates.length; i++) {
      const { name, format, mayBe } = candidates[i] as Candidate;
      if (mayBe !== undefined && !mayBe(scan)) continue;
      const copied = format.copy(scan);
      if (copied !== OTHER) {
        if (copied === COPIED && this.#learn !== undefined) this.#matched(name);
        return copied;
      }
      scan.at = at;
      scan.out = out;
    }
    return OTHER;
  }

  #matched(name: FormatName | undefined): void {
    if (name === undefined) return;
    const learn = this.#learn;
    this.#learn = undefined;
    learn?.(name);
  }
}
