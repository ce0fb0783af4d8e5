import { Constant } from '../../scan/constant.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { KnownTimes } from '../../scan/known-times.ts';
import type { DocumentEnds, EnvelopeCopier } from '../envelope.ts';
import { readAttrs } from './attrs.ts';
import { dockerEscapeLength } from './escapes.ts';

// The usual line: {"log":"TEXT\n","stream":"stdout","time":"TIME"}, with "attrs":{…} before the time for some log-opts
const LOG = new Constant('{"log":"');
const STREAM = new Constant(',"stream":"std');
const OUT = new Constant('out","time":"');
const ERR = new Constant('err","time":"');
const OUT_ATTRS = new Constant('out","attrs":');
const ERR_ATTRS = new Constant('err","attrs":');
const TIME = new Constant(',"time":"');
const LINE_END = new Constant('"}\n');

/** The fast way into Docker's lines: whole ones, with the keys in Docker's order and with the escapes that Docker writes. */
export class DockerCopier implements EnvelopeCopier {
  readonly escapeLength = dockerEscapeLength;
  readonly #times = new KnownTimes();
  /** The line being read has attrs. */
  #hasAttrs = false;
  /** Where the last line's time stands. */
  #timeFrom = 0;
  #timeTo = 0;

  passToText(scan: EscapedScanner): boolean {
    return scan.pass(LOG);
  }

  passStream(scan: EscapedScanner): 'stdout' | 'stderr' | undefined {
    if (!scan.pass(STREAM)) return undefined;
    this.#hasAttrs = false;
    if (scan.pass(OUT) || this.#passAttrsName(scan, OUT_ATTRS)) return 'stdout';
    return scan.pass(ERR) || this.#passAttrsName(scan, ERR_ATTRS) ? 'stderr' : undefined;
  }

  passAttrs(scan: EscapedScanner, ends: DocumentEnds): Buffer | undefined {
    if (!this.#hasAttrs) return ends.tailBytes;
    let known = ends.attrsTail;
    if (known === undefined || !scan.pass(known.bytes)) {
      known = readAttrs(scan.source, scan.at, ends.tailWith);
      if (known === undefined || !scan.pass(known.bytes)) return undefined;
      ends.attrsTail = known;
    }
    return scan.pass(TIME) ? known.tailBytes : undefined;
  }

  copyTime(scan: EscapedScanner, fractionAt: number): boolean {
    const from = scan.at;
    if (!this.#times.copyUtcTime(scan, fractionAt)) return false;
    const to = scan.at;
    if (!scan.pass(LINE_END)) return false;
    this.#timeFrom = from;
    this.#timeTo = to;
    return true;
  }

  lastTime(source: Buffer): string {
    return source.toString('latin1', this.#timeFrom, this.#timeTo);
  }

  #passAttrsName(scan: EscapedScanner, name: Constant): boolean {
    this.#hasAttrs = scan.pass(name);
    return this.#hasAttrs;
  }
}
