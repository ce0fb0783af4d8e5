import type { Envelope, EnvelopeCopier, LogLine } from '../envelope.ts';
import { CriCopier } from './copy-envelope.ts';
import { readCriLine } from './read-envelope.ts';

/** What Kubernetes' container runtimes (containerd, CRI-O) write before each text. */
export class CriEnvelope implements Envelope {
  read(line: Buffer): LogLine | undefined {
    return readCriLine(line);
  }

  copier(): EnvelopeCopier {
    return new CriCopier();
  }
}
