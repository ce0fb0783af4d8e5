import type { Envelope, EnvelopeCopier, LogLine } from '../envelope.ts';
import { DockerCopier } from './copy-envelope.ts';
import { readEnvelope } from './read-envelope.ts';

/** The buffer of Docker's copier: a longer text is split into parts of this size. */
const PART_BYTES = 16 * 1024;

/** The JSON that Docker's json-file driver puts around each text. */
export class DockerEnvelope implements Envelope {
  readonly #partBytes: number;

  /** `partBytes`: bytes of text in a part of a longer one; tests have shorter ones. */
  constructor(partBytes = PART_BYTES) {
    this.#partBytes = partBytes;
  }

  read(line: Buffer): LogLine | undefined {
    return readEnvelope(line, this.#partBytes);
  }

  copier(): EnvelopeCopier {
    return new DockerCopier();
  }
}
