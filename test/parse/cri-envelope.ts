import { Constant } from '../../src/scan/constant.ts';
import { copyUtcTime } from '../../src/scan/copy-dates.ts';
import type { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { isRfc3339 } from '../../src/scan/read-dates.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';
import type { DocumentEnds, Envelope, EnvelopeCopier, LogLine } from '../../src/source/envelope.ts';
import { escapeLog } from '../support/docker-envelope.ts';

const LF = 0x0a;
const SPACE = 0x20;
const LINE = /^(\S+) (stdout|stderr) ([FP]) (.*)$/s;
const STDOUT = new Constant(' stdout F ');
const STDERR = new Constant(' stderr F ');

/** Lines such as a container runtime for Kubernetes writes: `TIME stdout F TEXT`, or `P` for a part; the text is raw. */
export class CriEnvelope implements Envelope {
  readonly #isFast: boolean;

  constructor(isFast: boolean) {
    this.#isFast = isFast;
  }

  read(line: Buffer): LogLine | undefined {
    const [, time = '', stream, tag, text = ''] = LINE.exec(line.toString()) ?? [];
    if (!isRfc3339(time)) return undefined;
    const isPart = tag === 'P';
    return { text: isPart ? text : `${text}\n`, stream: stream as 'stdout' | 'stderr', time, isPart };
  }

  copier(): EnvelopeCopier | undefined {
    return this.#isFast ? new CriCopier() : undefined;
  }
}

/** Shows the text in JSON string form by a copy of it. It shows that this can be done, not how to do it fast. */
class CriCopier implements EnvelopeCopier {
  readonly escapeLength = dockerEscapeLength;
  #block: Buffer = Buffer.alloc(0);
  #timeFrom = 0;
  #timeTo = 0;
  #begin = 0;
  #lineEnd = 0;
  #stream: 'stdout' | 'stderr' = 'stdout';

  passToText(scan: EscapedScanner): boolean {
    const { source, at } = scan;
    this.#block = source;
    this.#begin = at;
    this.#lineEnd = source.indexOf(LF, at);
    scan.at = source.indexOf(SPACE, at);
    if (scan.at < 0 || scan.at > this.#lineEnd) return false;
    if (scan.pass(STDOUT)) this.#stream = 'stdout';
    else if (scan.pass(STDERR)) this.#stream = 'stderr';
    else return false;
    const text = escapeLog(Buffer.concat([source.subarray(scan.at, this.#lineEnd), Buffer.of(LF)]));
    scan.source = Buffer.from(`${text.slice(1)}\n`);
    scan.at = 0;
    return true;
  }

  passStream(scan: EscapedScanner): 'stdout' | 'stderr' {
    scan.source = this.#block;
    return this.#stream;
  }

  passAttrs(_scan: EscapedScanner, { tailBytes }: DocumentEnds): Buffer {
    return tailBytes;
  }

  copyTime(scan: EscapedScanner, fractionAt: number): boolean {
    scan.at = this.#begin;
    if (!copyUtcTime(scan, fractionAt) || scan.source[scan.at] !== SPACE) return false;
    this.#timeFrom = this.#begin;
    this.#timeTo = scan.at;
    scan.at = this.#lineEnd + 1;
    return true;
  }

  lastTime(source: Buffer): string {
    return source.toString('latin1', this.#timeFrom, this.#timeTo);
  }
}
