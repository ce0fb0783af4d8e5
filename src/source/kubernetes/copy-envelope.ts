import { Constant } from '../../scan/constant.ts';
import { escapeText, LONGEST_ESCAPE, type RawText } from '../../scan/escape-text.ts';
import { type EscapedScanner, wordsOf } from '../../scan/escaped-scanner.ts';
import { readUtcTime } from '../../scan/read-dates.ts';
import { ZonedTimes } from '../../scan/zoned-times.ts';
import { dockerEscapeLength } from '../docker/escapes.ts';
import type { DocumentEnds, EnvelopeCopier } from '../envelope.ts';

// The usual line: TIME stdout F TEXT
const STDOUT = new Constant(' stdout F ');
const STDERR = new Constant(' stderr F ');
const LINE_END = new Constant('\\n"\n');
const SPACE = 0x20;
/** `2015-05-17T10:05:03Z` and `2015-05-17T10:05:03.123456789+01:00` */
const SHORTEST_TIME = 20;
const LONGEST_TIME = 35;

/** A whole line of containerd has at most 16 KiB; one with more text is the reference's. */
const MOST_TEXT_BYTES = 16 * 1024;
/** More than the overhang of what is copied. */
const SLACK_BYTES = 64;

/** The fast way into lines of Kubernetes' container runtimes: whole ones without further tags. */
export class CriCopier implements EnvelopeCopier {
  /** The escapes that `escapeText` writes are of those that Docker writes, or as short. */
  readonly escapeLength = dockerEscapeLength;
  readonly #times = new ZonedTimes();
  /** The line's text in JSON string form. */
  readonly #text = Buffer.alloc(LONGEST_ESCAPE * MOST_TEXT_BYTES + SLACK_BYTES);
  readonly #textWords = wordsOf(this.#text);
  readonly #to = { bytes: this.#text, words: this.#textWords };
  /** Where it was read, and behind its LF. */
  readonly #block: RawText = { bytes: this.#text, words: this.#textWords, at: 0 };
  #stream: 'stdout' | 'stderr' = 'stdout';
  #lineAt = 0;
  /** Where the last line's time stands. */
  #timeFrom = 0;
  #timeTo = 0;

  passToText(scan: EscapedScanner): boolean {
    const { source, at } = scan;
    scan.at = timeEnd(source, at);
    if (scan.pass(STDOUT)) this.#stream = 'stdout';
    else if (scan.pass(STDERR)) this.#stream = 'stderr';
    else return false;
    const block = this.#block;
    block.bytes = source;
    block.words = scan.sourceWords;
    block.at = scan.at;
    const length = escapeText(block, MOST_TEXT_BYTES, this.#to);
    if (length < 0) return false;
    this.#lineAt = at;
    LINE_END.bytes.copy(this.#text, length);
    scan.readIn(this.#text, this.#textWords);
    scan.at = 0;
    return true;
  }

  passStream(scan: EscapedScanner): 'stdout' | 'stderr' {
    scan.readIn(this.#block.bytes, this.#block.words);
    return this.#stream;
  }

  passAttrs(_scan: EscapedScanner, { tailBytes }: DocumentEnds): Buffer {
    return tailBytes;
  }

  copyTime(scan: EscapedScanner, fractionAt: number): boolean {
    scan.at = this.#lineAt;
    if (!this.#times.copy(scan, fractionAt) || scan.source[scan.at] !== SPACE) return false;
    this.#timeFrom = this.#lineAt;
    this.#timeTo = scan.at;
    scan.at = this.#block.at;
    return true;
  }

  lastTime(source: Buffer): string {
    return readUtcTime(source.toString('latin1', this.#timeFrom, this.#timeTo)) ?? '';
  }
}

/** Where the first blank behind a time stands, or the last place where one could. */
function timeEnd(source: Buffer, at: number): number {
  let end = at + SHORTEST_TIME;
  const last = at + LONGEST_TIME;
  while (end < last && source[end] !== SPACE) end++;
  return end;
}
