import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { combinedLines } from '../../src/demo/combined-lines.ts';
import { entry } from '../../src/demo/json-file.ts';
import { fingerprint } from '../../src/tail/file/fingerprint.ts';
import { seededRandom } from '../support/lines.ts';

/** Digits of a line's number, which stands in its request and in the fraction of its time. */
const DIGITS = 8;
const NUMBER = '0'.repeat(DIGITS);
/** Makes nine digits of it, as Docker's nanoseconds have, without a zero at the end, which Docker would drop. */
const LAST_DIGIT = '1';
const SECOND = '2026-08-06T12:30:15';
export const IMAGE = 'shop/web:1.4';

export interface BacklogOptions {
  readonly dir: string;
  readonly containers: number;
  /** Of all files together; each gets a whole number of pattern blocks, one at least. */
  readonly bytes: number;
  /** Lines of the block that is written again and again with other numbers. */
  readonly linesPerBlock?: number;
}

/** One file of the backlog. */
export interface BacklogFile {
  readonly containerId: string;
  readonly containerName: string;
  readonly path: string;
  /** As tail must compute it: the first part of each `_id`. */
  readonly key: string;
  /** The number of its first line: a container's lines are numbered over its files. */
  readonly first: number;
  readonly lines: number;
}

/** What every file is made of: the same lines again and again, all of fixed length, with ascending numbers. */
export class Pattern {
  readonly lines: number;
  readonly bytes: number;
  /** The lines as a program printed them, with zeros for the number. */
  readonly printed: readonly string[];
  /** Where each line begins in the block. */
  readonly #starts: readonly number[];
  readonly #lineAt = new Map<number, number>();
  /** Behind the digits that are written anew for each copy, two places for each line. */
  readonly #places: readonly number[];
  readonly #block: Buffer;

  constructor(lines: number) {
    const line = combinedLines({ random: seededRandom(1), run: 'backlog' });
    const at = Date.parse(`${SECOND}Z`);
    this.printed = Array.from({ length: lines }, () =>
      line(at).replace(/n=\d+&run=backlog/, `line=${NUMBER}`),
    );
    const entries = this.printed.map((text) =>
      entry(`${text}\n`, 'stdout', 0n).replace(
        /"time":"[^"]+"/,
        `"time":"${SECOND}.${NUMBER}${LAST_DIGIT}Z"`,
      ),
    );
    const starts: number[] = [];
    const places: number[] = [];
    let begin = 0;
    for (const text of entries) {
      this.#lineAt.set(begin, starts.length);
      starts.push(begin);
      for (const before of ['line=', `${SECOND}.`]) {
        places.push(begin + Buffer.byteLength(text.slice(0, text.indexOf(before) + before.length)) + DIGITS);
      }
      begin += Buffer.byteLength(text);
    }
    this.#starts = starts;
    this.#places = places;
    this.#block = Buffer.from(entries.join(''));
    this.lines = lines;
    this.bytes = begin;
  }

  /** The block with its lines numbered from `first` on; valid until the next call. */
  numbered(first: number): Buffer {
    const block = this.#block;
    for (let i = 0; i < this.#places.length; i++) {
      let at = this.#places[i]!;
      let rest = first + (i >> 1);
      for (let digit = 0; digit < DIGITS; digit++) {
        block[--at] = 0x30 + (rest % 10);
        rest = Math.trunc(rest / 10);
      }
    }
    return block;
  }

  /** Which line of a file begins at the offset, counted from 0; undefined when none does. */
  lineAt(offset: number): number | undefined {
    const line = this.#lineAt.get(offset % this.bytes);
    return line === undefined ? undefined : line + Math.floor(offset / this.bytes) * this.lines;
  }

  firstLine(first: number): Buffer {
    return Buffer.from(this.numbered(first).subarray(0, this.#starts[1] ?? this.bytes));
  }

  /** The fraction of the time of the line of this number, in nanoseconds. */
  nanoseconds(number: number): number {
    return number * 10 + Number(LAST_DIGIT);
  }

  /** What the line of this number must have become: its text, and Docker's time. */
  expected(number: number, line: number): { text: string; time: string } {
    const digits = String(number).padStart(DIGITS, '0');
    const text = this.printed[line % this.lines]!.replace(`line=${NUMBER}`, `line=${digits}`);
    return { text, time: `${SECOND}.${digits}${LAST_DIGIT}Z` };
  }
}

/** The files, not yet written; every tenth container has been rotated once. Tells the sink what to expect, too. */
export function planBacklog(pattern: Pattern, { dir, containers, bytes }: BacklogOptions): BacklogFile[] {
  const each = bytes / (containers + Math.ceil(containers / 10));
  const blocks = Math.max(1, Math.ceil(each / pattern.bytes));
  const lines = blocks * pattern.lines;
  return Array.from({ length: containers }, (_, i) => {
    const containerId = `${'c0ffee'.repeat(9)}${(i + 1).toString(16).padStart(10, '0')}`;
    const live = join(dir, containerId, `${containerId}-json.log`);
    const paths = i % 10 === 0 ? [`${live}.1`, live] : [live];
    return paths.map((path, at) => {
      const first = 1 + at * lines;
      const key = fingerprint(containerId, pattern.firstLine(first));
      return { containerId, containerName: `backlog${i + 1}`, path, key, first, lines };
    });
  }).flat();
}

/** Writes the files, and what else Docker keeps in their folders. */
export function writeBacklog(pattern: Pattern, files: readonly BacklogFile[]): void {
  for (const { containerId, containerName, path, first, lines } of files) {
    const folder = join(path, '..');
    mkdirSync(folder, { recursive: true });
    const config = {
      ID: containerId,
      Name: `/${containerName}`,
      State: { Running: true },
      Config: { Image: IMAGE, Labels: {} },
    };
    writeFileSync(join(folder, 'config.v2.json'), JSON.stringify(config));
    const file = openSync(path, 'w', 0o640);
    for (let line = 0; line < lines; line += pattern.lines) writeSync(file, pattern.numbered(first + line));
    closeSync(file);
  }
}
