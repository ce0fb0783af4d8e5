import { type BacklogFile, IMAGE, type Pattern } from './container-backlog.ts';

const LF = 0x0a;
const QUOTE = 0x22;
const DOT = 0x2e;
const ACTION = Buffer.from('{"create":{"_id":"');
const KEY_LENGTH = 16;
const REQUEST_NUMBER = Buffer.from('line=');
/** Apache writes a quote within a field as `\"`. */
const COMBINED = /^(\S+) - (\S+) \[[^\]]+\] "([^"]*)" (\d+) (\S+) "([^"]*)" "((?:[^"\\]|\\.)*)"$/;
/** One document in so many is compared in every field; of the others id, offset and number. Prime, so that no line is left out. */
const WHOLE_EVERY = 997;

export interface Account {
  /** Documents received, each sending counted. */
  readonly documents: number;
  /** Different lines received. */
  readonly lines: number;
  readonly doubled: number;
  /** Documents that stand for no line of the backlog, or do not say what the line says. */
  readonly wrong: number;
  /** The first few of them. */
  readonly examples: readonly string[];
  /** Documents that were compared in every field. */
  readonly comparedWhole: number;
  /** Files of which lines are missing, the first few. */
  readonly incomplete: readonly string[];
}

/** Which lines of a backlog have arrived: one bit for each. */
export class Ledger {
  readonly #pattern: Pattern;
  readonly #files: ReadonlyMap<string, { readonly file: BacklogFile; readonly seen: Uint8Array }>;
  #documents = 0;
  #lines = 0;
  #doubled = 0;
  #wrong = 0;
  #comparedWhole = 0;
  readonly #examples: string[] = [];

  constructor(pattern: Pattern, files: readonly BacklogFile[]) {
    this.#pattern = pattern;
    this.#files = new Map(
      files.map((file) => [file.key, { file, seen: new Uint8Array(Math.ceil(file.lines / 8)) }]),
    );
  }

  /** Looks at every bit: not to be asked for all the time. */
  account(): Account {
    return {
      documents: this.#documents,
      lines: this.#lines,
      doubled: this.#doubled,
      wrong: this.#wrong,
      examples: this.#examples,
      comparedWhole: this.#comparedWhole,
      incomplete: this.#incomplete(),
    };
  }

  get documents(): number {
    return this.#documents;
  }

  /** Enters a whole bulk body; returns how many documents it holds. */
  enter(body: Buffer): number {
    const before = this.#documents;
    for (let at = 0; at < body.length; ) {
      const source = body.indexOf(LF, at) + 1;
      const end = body.indexOf(LF, source);
      if (source === 0 || end < 0) {
        this.#mistake('cut off', body.toString('latin1', at));
        break;
      }
      this.#documents++;
      this.#enterDocument(body, at, source, end);
      at = end + 1;
    }
    return this.#documents - before;
  }

  #enterDocument(body: Buffer, action: number, source: number, end: number): void {
    const keyFrom = action + ACTION.length;
    const known = this.#files.get(body.toString('latin1', keyFrom, keyFrom + KEY_LENGTH));
    const offset = readNumber(body, keyFrom + KEY_LENGTH + 1);
    const line = this.#pattern.lineAt(offset);
    if (known === undefined || line === undefined || line >= known.file.lines) {
      this.#mistake('no line of the backlog', body.toString('latin1', action, end));
      return;
    }
    const { file, seen } = known;
    const number = file.first + line;
    const numberAt = body.indexOf(REQUEST_NUMBER, source);
    if (numberAt < 0 || numberAt > end || readNumber(body, numberAt + REQUEST_NUMBER.length) !== number) {
      this.#mistake(`not line ${number}`, body.toString('latin1', action, end));
    }
    if (!this.#isChecked(body, keyFrom + KEY_LENGTH + 1, number)) {
      this.#mistake(`without the check of line ${number}`, body.toString('latin1', action, end));
    }
    if (this.#documents % WHOLE_EVERY === 0)
      this.#compare(file, line, offset, body.toString('utf8', source, end));
    const bit = 1 << (line & 7);
    const byte = seen[line >> 3]!;
    if (byte & bit) this.#doubled++;
    else this.#lines++;
    seen[line >> 3] = byte | bit;
  }

  /** Behind the offset stands the line's number with the last digit, as in the fraction of its time, and nothing else. */
  #isChecked(body: Buffer, offsetAt: number, number: number): boolean {
    const checkAt = body.indexOf(DOT, offsetAt) + 1;
    return readNumber(body, checkAt) === this.#pattern.nanoseconds(number) && body[checkAt + 9] === QUOTE;
  }

  #compare(file: BacklogFile, line: number, offset: number, text: string): void {
    this.#comparedWhole++;
    const found = JSON.parse(text) as Record<string, unknown>;
    const expected = this.#document(file, line, offset);
    const same = Object.entries(expected).every(
      ([name, value]) => JSON.stringify(found[name]) === JSON.stringify(value),
    );
    if (!same) this.#mistake(`should hold ${JSON.stringify(expected)}`, text);
  }

  /** All but `host` and the layout of the time in the line. */
  #document({ containerId, containerName, path, first }: BacklogFile, line: number, offset: number) {
    const { text, time } = this.#pattern.expected(first + line, line);
    const [, ip, auth, request, status, bytes, referrer, agent] = COMBINED.exec(text) ?? [];
    const given = (value: string | undefined) => (value === '-' ? undefined : value);
    return {
      ...{ ip, auth: given(auth), request, status: Number(status) },
      ...{ bytes: bytes === '-' ? undefined : Number(bytes), referrer: given(referrer), agent: given(agent) },
      ...{ stream: 'stdout', '@timestamp': time, log: { offset, file: { path } } },
      container: { id: containerId, name: containerName, image: IMAGE },
    };
  }

  #incomplete(): string[] {
    const texts: string[] = [];
    for (const { file, seen } of this.#files.values()) {
      let count = 0;
      for (let line = 0; line < file.lines; line++) if (seen[line >> 3]! & (1 << (line & 7))) count++;
      if (count < file.lines) texts.push(`${file.path}: ${count} of ${file.lines} lines`);
      if (texts.length === 5) break;
    }
    return texts;
  }

  #mistake(what: string, text: string): void {
    this.#wrong++;
    if (this.#examples.length < 5) this.#examples.push(`${what}: ${text.slice(0, 600)}`);
  }
}

/** The decimal number whose first digit is at `at`; NaN when there is none. */
function readNumber(body: Buffer, at: number): number {
  let number = 0;
  let to = at;
  for (; body[to] !== QUOTE; to++) {
    const digit = body[to]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) break;
    number = number * 10 + digit;
  }
  return to === at ? Number.NaN : number;
}
