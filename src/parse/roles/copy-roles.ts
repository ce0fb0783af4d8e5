import { Constant } from '../../scan/constant.ts';
import { copyWords } from '../../scan/copy-words.ts';
import { type EscapedScanner, OVERHANG_BYTES, wordsOf } from '../../scan/escaped-scanner.ts';
import { COPIED, type Copied, OTHER, UNSURE } from '../copied.ts';
import { TimesCopier } from './copy-times.ts';
import { LONGEST_LEVEL, levelOfJson } from './levels.ts';
import { membersOf, type RoleFields } from './read-roles.ts';
import { LEVEL_OF_COMPACT, type RoleName, TIME_OF_COMPACT } from './role-names.ts';

const QUOTE = 0x22;
/** A longer message is left to the decoded way: such texts have come in parts already. */
const LONGEST_MESSAGE = 64 * 1024;
/** An application has some ten levels; so many values are known at a time. */
const MOST_KNOWN = 16;
/** A longer one is copied by `Buffer.copy`. */
const SHORT_MESSAGE = 512;
const MEMBER_ENDS = new Constant(',');

interface KnownLevel {
  readonly json: Buffer;
  /** The members of the document, with a comma behind each. Undefined when the value tells no level. */
  readonly members: Constant | undefined;
}

/** The fast way of `takeRoles` and `membersOf`, for lines with one member of each role. */
export class RolesCopier {
  /** Bytes that `put` writes beyond those of the values. */
  readonly extraBytes: number;
  readonly #fields: RoleFields;
  readonly #time: Constant;
  readonly #message: Constant;
  readonly #compactLevel: Constant;
  readonly #times = new TimesCopier();
  readonly #text = Buffer.allocUnsafeSlow(LONGEST_MESSAGE + OVERHANG_BYTES);
  readonly #textWords = wordsOf(this.#text);
  readonly #known: KnownLevel[] = [];
  #level: Constant | undefined;
  #hasTime = false;
  #isCompact = false;
  /** 0 for none. */
  #textBytes = 0;

  constructor(fields: RoleFields) {
    this.#fields = fields;
    this.#time = Constant.member(fields.timestamp);
    this.#message = Constant.member(fields.message);
    this.#compactLevel = constantOf(membersOf({ level: LEVEL_OF_COMPACT }, fields));
    const longest = { level: 'x'.repeat(6 * LONGEST_LEVEL), number: 999, time: 'x'.repeat(40), message: '' };
    const severity = fields.severity === undefined ? 0 : Constant.member(fields.severity).bytes.length + 3;
    this.extraBytes = membersOf(longest, fields).join(',').length + severity + 8;
  }

  /** Forgets all. */
  clear(): void {
    this.#level = undefined;
    this.#hasTime = false;
    this.#isCompact = false;
    this.#textBytes = 0;
  }

  /**
   * Takes the value, as JSON, that has been written from `from` on, of a member with this name: COPIED. OTHER when it does not fit the
   * role, and the member is one of the others; UNSURE also for the second one of a role.
   */
  take(scan: EscapedScanner, from: number, { role, name }: RoleName): Copied {
    if (role === 'level') return this.#takeLevel(scan, from);
    if (role === 'message') return this.#takeMessage(scan, from);
    const taken = this.#times.take(scan, from);
    if (taken !== COPIED) return taken;
    if (this.#hasTime) return UNSURE;
    this.#hasTime = true;
    this.#isCompact = name === TIME_OF_COMPACT;
    return COPIED;
  }

  /** Writes what has been taken, each with a comma behind it. */
  put(scan: EscapedScanner): void {
    if (this.#level !== undefined) scan.put(this.#level);
    else if (this.#isCompact) scan.put(this.#compactLevel);
    if (this.#hasTime) {
      scan.put(this.#time);
      this.#times.put(scan);
      scan.put(MEMBER_ENDS);
    }
    if (this.#textBytes > 0) {
      scan.put(this.#message);
      this.#putText(scan);
      scan.put(MEMBER_ENDS);
    }
  }

  #takeMessage({ target, targetWords, out }: EscapedScanner, from: number): Copied {
    if (target[from] !== QUOTE) return OTHER;
    const length = out - from;
    if (this.#textBytes > 0 || length > LONGEST_MESSAGE) return UNSURE;
    if (length > SHORT_MESSAGE) target.copy(this.#text, 0, from, out);
    else copyWords(targetWords, from, this.#textWords, 0, length);
    this.#textBytes = length;
    return COPIED;
  }

  #putText(scan: EscapedScanner): void {
    const length = this.#textBytes;
    if (length > SHORT_MESSAGE) this.#text.copy(scan.target, scan.out, 0, length);
    else copyWords(this.#textWords, 0, scan.targetWords, scan.out, length);
    scan.out += length;
  }

  #takeLevel({ target, out }: EscapedScanner, from: number): Copied {
    const { members } = this.#knownLevel(target, from, out) ?? this.#note(target, from, out);
    if (members === undefined) return OTHER;
    if (this.#level !== undefined) return UNSURE;
    this.#level = members;
    return COPIED;
  }

  #knownLevel(target: Buffer, from: number, to: number): KnownLevel | undefined {
    const known = this.#known;
    for (let i = 0; i < known.length; i++) {
      const level = known[i] as KnownLevel;
      if (isSame(target, from, to, level.json)) return level;
    }
    return undefined;
  }

  #note(target: Buffer, from: number, to: number): KnownLevel {
    // A longer one tells no level, whatever it is.
    const json = Buffer.from(target.subarray(from, Math.min(to, from + 7 * LONGEST_LEVEL)));
    const level = to - from > json.length ? undefined : levelOfJson(json.toString());
    const told = level && { level: level.word, number: level.number };
    const known = { json, members: told && constantOf(membersOf(told, this.#fields)) };
    if (to - from > json.length) return known;
    if (this.#known.length === MOST_KNOWN) this.#known.shift();
    this.#known.push(known);
    return known;
  }
}

function constantOf(members: readonly string[]): Constant {
  return new Constant(members.map((member) => `${member},`).join(''));
}

function isSame(target: Buffer, from: number, to: number, bytes: Buffer): boolean {
  if (to - from !== bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (target[from + i] !== bytes[i]) return false;
  return true;
}
