import { Constant } from '../../../../scan/constant.ts';
import { isDigit } from '../../../../scan/copy-dates.ts';
import type { EscapedScanner } from '../../../../scan/escaped-scanner.ts';
import { LEVEL_SPELLINGS } from '../../../roles/levels.ts';
import { membersOf } from '../../../roles/read-roles.ts';
import type { Schema } from '../../../schemas/names.ts';
import { COPIED, type Copied, OTHER, UNSURE } from '../../format.ts';
import { LONGEST_TEXT } from '../text-format.ts';
import { DATE_REACH, DateCopier } from './copy-date.ts';
import { copyLogger, copyThread } from './copy-parts.ts';

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const STRING_ENDS = new Constant('",');

interface LevelWord {
  readonly bytes: Buffer;
  readonly member: Constant;
}

/**
 * The fast way of those layouts of `log4j` that begin with a date: `%d [%t] %p %c - %m`, `%d %p [%t] %c - %m` and `%d %p %c - %m`. UNSURE also for what may be of
 * another layout.
 */
export class Log4jCopier {
  readonly #dates = new DateCopier();
  readonly #time: Constant;
  readonly #thread: Constant;
  readonly #logger: Constant;
  readonly #message: Constant;
  /** By the first byte. */
  readonly #levels: readonly (readonly LevelWord[])[];

  constructor(schema: Schema) {
    const { timestamp, message, text } = schema;
    this.#time = Constant.stringMember(timestamp);
    this.#thread = Constant.stringMember(text.thread);
    this.#logger = Constant.stringMember(text.logger);
    this.#message = Constant.stringMember(message);
    const words = LEVEL_SPELLINGS.map(([spelling, word]) => ({
      bytes: Buffer.from(spelling.toUpperCase()),
      member: new Constant(`${membersOf({ level: word }, schema).join(',')},`),
    })).filter(({ bytes }) => /^[A-Z]{3,11}$/.test(bytes.toString()));
    this.#levels = Array.from({ length: 256 }, (_, first) => words.filter(({ bytes }) => bytes[0] === first));
  }

  /** See `Format.copy`. The text begins with a year. */
  copy(scan: EscapedScanner): Copied {
    const began = scan.at;
    if (began + DATE_REACH > scan.source.length) return UNSURE;
    scan.put(this.#time);
    if (!this.#dates.copy(scan)) return OTHER;
    scan.put(STRING_ENDS);
    if (!passGap(scan)) return scan.source[scan.at] === CLOSE ? UNSURE : OTHER;
    const copied = scan.source[scan.at] === OPEN ? this.#threadFirst(scan) : this.#levelFirst(scan);
    if (copied !== COPIED) return copied;
    scan.put(this.#message);
    if (!scan.copyLine() || scan.at - began > LONGEST_TEXT) return UNSURE;
    scan.put(STRING_ENDS);
    return COPIED;
  }

  #threadFirst(scan: EscapedScanner): Copied {
    const { source, at } = scan;
    if (!copyThread(scan, this.#thread) || !passGap(scan)) return UNSURE;
    // A process, as PostgreSQL has it there, is of no other layout unless a bracket follows.
    const otherwise = isDigit(source[at + 1] as number) && source[scan.at] !== OPEN ? OTHER : UNSURE;
    if (!this.#passLevel(scan) || !passGap(scan)) return otherwise;
    return copyLogger(scan, this.#logger, true);
  }

  #levelFirst(scan: EscapedScanner): Copied {
    if (!this.#passLevel(scan)) return OTHER;
    if (scan.source[scan.at] === COLON) {
      scan.at++;
      return passGap(scan) ? copyLogger(scan, this.#logger, false) : OTHER;
    }
    if (!passGap(scan)) return OTHER;
    const next = scan.source[scan.at] as number;
    // Spring Boot has its process there.
    if (isDigit(next)) return UNSURE;
    if (next !== OPEN) return copyLogger(scan, this.#logger, false);
    if (!copyThread(scan, this.#thread) || !passGap(scan)) return UNSURE;
    return copyLogger(scan, this.#logger, true);
  }

  /** Writes the member of the level whose word in capitals stands there, and passes over it. */
  #passLevel(scan: EscapedScanner): boolean {
    const { source, at } = scan;
    const words = this.#levels[source[at] as number] as readonly LevelWord[];
    for (let i = 0; i < words.length; i++) {
      const { bytes, member } = words[i] as LevelWord;
      if (isCapital(source[at + bytes.length] as number) || !stands(source, at, bytes)) continue;
      scan.at = at + bytes.length;
      scan.put(member);
      return true;
    }
    return false;
  }
}

function passGap(scan: EscapedScanner): boolean {
  const { source, at } = scan;
  while (source[scan.at] === SPACE) scan.at++;
  return scan.at > at;
}

function isCapital(byte: number): boolean {
  return byte > 0x40 && byte < OPEN;
}

function stands(source: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (source[at + i] !== bytes[i]) return false;
  return true;
}
