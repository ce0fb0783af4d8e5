import { isDigit } from '../../scan/copy-dates.ts';
import { LEVEL_REACH, LEVEL_SPACES } from './begins.ts';

const QUOTE = 0x22;
const PAREN = 0x28;
const SPACE = 0x20;
const DASH = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;

/** What a first byte says: nothing that begins an event, or where to look next. */
const WORD = 1;
const DATE = 2;
const BRACKET = 3;
const INDENT = 4;
const CERTAIN = 5;
const KINDS = new Uint8Array(256);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$/')
  KINDS[letter.charCodeAt(0)] = WORD;
for (const digit of '0123456789') KINDS[digit.charCodeAt(0)] = DATE;
KINDS[OPEN] = BRACKET;
KINDS[SPACE] = INDENT;
// Mostly a tab; and PHP's frames.
KINDS[BACKSLASH] = CERTAIN;
KINDS['#'.charCodeAt(0)] = CERTAIN;

/** 1 for bytes of a name of a class or a path. */
const NAME = new Uint8Array(256);
for (const letter of '_$./-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  NAME[letter.charCodeAt(0)] = 1;
/** 1 for letters. */
const LETTER = new Uint8Array(256);
for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') LETTER[letter.charCodeAt(0)] = 1;

/** First four bytes of lines that begin an event. */
const BEGINNINGS = fours(
  ...[
    'Traceback',
    'Exception',
    'Caused',
    'Suppressed',
    'Unhandled',
    'Uncaught',
    'panic',
    'fatal error',
    'goroutine',
  ],
  ...['PHP ', 'Fatal', 'thread', 'ERROR', 'FATAL', 'SEVERE', 'CRITICAL', 'WARN', 'ALERT', 'EMERG', 'PANIC'],
  ...['SIGABRT', 'SIGSEGV', 'SIGQUIT', 'SIGBUS', 'SIGILL', 'SIGTRAP', 'SIGTERM', 'SIGFPE'],
);
/** The same of words that begin one with a colon behind them only. */
const WITH_COLON = fours('file', 'node', 'fail', 'crit', 'warn', 'error');
/** Of words of levels that a trace may follow, and of what PostgreSQL has there. */
const SEVERE = fours(
  ...[
    'ERROR',
    'FATAL',
    'SEVERE',
    'CRITICAL',
    'WARN',
    'ALERT',
    'EMERG',
    'PANIC',
    'Error',
    'Warning',
    'error',
    'fatal',
  ],
  ...['panic', 'LOG:', 'NOTICE', 'DETAIL', 'HINT', 'CONTEXT', 'STATEMENT', 'QUERY', 'LOCATION'],
);
/** Of words of levels behind which no other one is looked for. */
const HARMLESS = fours('INFO', 'DEBUG', 'TRACE');
/** How far two neighbouring bytes may stand behind the first byte of such a word, when they are among its first four: a bit for each of 0, 1 and 2. */
const PLACES = new Uint8Array(2 ** 14);
for (const word of [...SEVERE.all, ...HARMLESS.all]) {
  for (const place of [0, 1, 2]) {
    const pair = (word >> (14 - 7 * place)) & 0x3fff;
    PLACES[pair] = (PLACES[pair] as number) | (1 << place);
  }
}
/** Of a date with a time of the day, of that alone, and of a day as Tomcat writes it. */
const DATE_CHARACTERS = 19;
const CLOCK_CHARACTERS = 8;
const DAY_CHARACTERS = 11;
/** How the first word of an exception's header ends. */
const EXCEPTIONS = fours('tion', 'rror', 'able');

/** See `LinesRule.mayBegin`. */
export function mayBeginTrace(source: Buffer, at: number): boolean {
  switch (KINDS[source[at] as number]) {
    case WORD:
      return mayBeginByWord(source, at);
    case DATE: {
      const separator = source[at + 4];
      if (separator === DASH || separator === SLASH) return hasLevel(source, at + DATE_CHARACTERS);
      const other = source[at + 2];
      if (other === COLON) return hasLevel(source, at + CLOCK_CHARACTERS);
      return other === DASH && hasLevel(source, at + DAY_CHARACTERS);
    }
    case BRACKET:
      return hasLevel(source, at + 1);
    case INDENT:
      return mayBeFrame(source, at);
    case CERTAIN:
      return true;
    default:
      return false;
  }
}

function mayBeginByWord(source: Buffer, at: number): boolean {
  const first = source[at] as number;
  const second = source[at + 1] as number;
  // klog's and glog's lines, and those of Ruby's Logger.
  if ((first === 0x45 || first === 0x46 || first === 0x57) && (second === COMMA || isDigit(second)))
    return true;
  if (BEGINNINGS.first[first] === 1 && BEGINNINGS.all.has(fourAt(source, at))) return true;
  let end = at + 1;
  while (NAME[source[end] as number] === 1) end++;
  const next = source[end] as number;
  // A place in a source file: `app.rb:12`.
  if (next === COLON) return isDigit(source[end + 1] as number) || mayBeNamed(source, at, end);
  if (next === SPACE) {
    const behind = source[end + 1];
    return (behind === PAREN || behind === OPEN) && EXCEPTIONS.all.has(fourAt(source, end - 4));
  }
  return (next === BACKSLASH || next === QUOTE) && EXCEPTIONS.all.has(fourAt(source, end - 4));
}

/** Whether the word with a colon behind it is an exception's name, or one of those that begin an event. */
function mayBeNamed(source: Buffer, at: number, end: number): boolean {
  return EXCEPTIONS.all.has(fourAt(source, end - 4)) || WITH_COLON.all.has(fourAt(source, at));
}

/**
 * Whether a level's word stands behind `from`, where one may, that is none of the harmless ones, and behind none of them. Of three pairs of
 * bytes behind each other one is among the first four of such a word, and few pairs of other words are such a pair: so each third one is looked at.
 */
function hasLevel(source: Buffer, from: number): boolean {
  const last = Math.min(from + LEVEL_REACH + 2, source.length - 2);
  for (let at = from; at <= last; at += 3) {
    const places = PLACES[pairAt(source, at)] as number;
    if (places === 0) continue;
    const begin = beginOfLevel(source, at, places);
    if (begin >= 0) return !isHarmless(source, begin) && isNear(source, from, begin);
  }
  return false;
}

/** Where the level's word begins to which the pair at `at` belongs, in one of these places; -1 if there is none. */
function beginOfLevel(source: Buffer, at: number, places: number): number {
  for (let place = 0; place < 3; place++) {
    const begin = at - place;
    if (((places >> place) & 1) === 0 || LETTER[source[begin - 1] as number] === 1) continue;
    if (SEVERE.all.has(fourAt(source, begin)) || isHarmless(source, begin)) return begin;
  }
  return -1;
}

/** Whether the word at `at` is where a level may be: behind few spaces and within the text. */
function isNear(source: Buffer, from: number, at: number): boolean {
  let spaces = 0;
  for (let i = from; i < at; i++) {
    const byte = source[i];
    if (byte === QUOTE || byte === BACKSLASH) return false;
    if (byte === SPACE) spaces++;
  }
  return spaces <= LEVEL_SPACES;
}

function isHarmless(source: Buffer, at: number): boolean {
  const word = fourAt(source, at);
  if (!HARMLESS.all.has(word)) return false;
  const end = source[at] === 0x49 ? at + 4 : at + 5;
  // DEBUG and TRACE have one letter more.
  if (end === at + 5 && source[at + 4] !== (source[at] === 0x44 ? 0x47 : 0x45)) return false;
  return LETTER[source[end] as number] !== 1;
}

function mayBeFrame(source: Buffer, from: number): boolean {
  let at = from;
  while (source[at] === SPACE) at++;
  const byte = source[at];
  // at, Caused by, Suppressed, File, ...
  return (
    byte === 0x61 || byte === 0x43 || byte === 0x53 || byte === 0x46 || byte === 0x2e || byte === BACKSLASH
  );
}

interface Words {
  /** Their first four bytes, as numbers. */
  readonly all: ReadonlySet<number>;
  /** 1 for the first byte of one. */
  readonly first: Uint8Array;
}

function fours(...words: string[]): Words {
  const first = new Uint8Array(256);
  for (const word of words) first[word.charCodeAt(0)] = 1;
  return { all: new Set(words.map((word) => fourAt(Buffer.from(word), 0))), first };
}

/** Seven bits of each byte: a number of more than 31 bits would be an object for V8, and its look-up ten times as dear. In UTF-8 no other bytes have those of four letters. */
function fourAt(source: Buffer, at: number): number {
  return (pairAt(source, at) << 14) | pairAt(source, at + 2);
}

function pairAt(source: Buffer, at: number): number {
  return (((source[at] as number) & 0x7f) << 7) | ((source[at + 1] as number) & 0x7f);
}
