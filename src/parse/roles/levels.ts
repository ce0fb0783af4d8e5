/** The words that `level` has, the least severe first, each with other spellings that loggers write, in lower case. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  trace: ['trc', 'verbose', 'silly', 'finer', 'finest'],
  debug: ['dbg', 'fine', 'debug1', 'debug2', 'debug3', 'debug4', 'debug5'],
  info: ['inf', 'information', 'informational', 'log'],
  notice: [],
  warn: ['wrn', 'warning'],
  error: ['err', 'eror', 'fail', 'failure', 'severe'],
  fatal: ['ftl', 'crit', 'critical', 'dpanic', 'panic', 'alert', 'emerg', 'emergency'],
};
/** Each spelling, and the word that `level` has for it. */
export const LEVEL_SPELLINGS: readonly (readonly [string, string])[] = Object.entries(WORDS).flatMap(
  ([word, others]) => [word, ...others].map((each) => [each, word] as const),
);
const BY_SPELLING: ReadonlyMap<string, string> = new Map(LEVEL_SPELLINGS);

/**
 * OpenTelemetry's number for each of these words. By its data model of logs 1 to 4 are TRACE, and so on in steps of four; its appendix has
 * syslog's notice as 10.
 */
const SEVERITIES: Readonly<Record<string, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  notice: 10,
  warn: 13,
  error: 17,
  fatal: 21,
};

/** The severity number of OpenTelemetry for a level's word; undefined for a word of an application's own. */
export function severityOf(word: string): number | undefined {
  return Object.hasOwn(SEVERITIES, word) ? SEVERITIES[word] : undefined;
}

/** Syslog's severities (RFC 5424, 6.2.1), which GELF writes as well. */
const SYSLOG = ['fatal', 'fatal', 'fatal', 'error', 'warn', 'notice', 'info', 'debug'];
/** By tens: pino's and bunyan's. A level of one's own lies between two of them, and is the lower one. */
const BY_TENS = ['', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'];
/** Monolog's. */
const MONOLOG: ReadonlyMap<number, string> = new Map([
  [100, 'debug'],
  [200, 'info'],
  [250, 'notice'],
  [300, 'warn'],
  [400, 'error'],
  [500, 'fatal'],
  [550, 'fatal'],
  [600, 'fatal'],
]);

/** Characters of a word that is a level though it is none of these. */
export const LONGEST_LEVEL = 32;

/** A level as a document has it. */
export interface Level {
  /** One of trace, debug, info, notice, warn, error and fatal; or the word that the application wrote. */
  readonly word: string;
  /** What the application wrote, where that was a number. */
  readonly number?: number;
}

/** The level that this word stands for, whatever its case; undefined for a word that is no level's. */
export function levelOfWord(word: string): string | undefined {
  return word.length > LONGEST_LEVEL ? undefined : BY_SPELLING.get(word.toLowerCase());
}

/** The level that a member's value, as JSON, tells; undefined when it tells none. */
export function levelOfJson(json: string): Level | undefined {
  if (json.length > 6 * LONGEST_LEVEL + 2) return undefined;
  if (/^\d{1,3}$/.test(json)) {
    const word = levelOfNumber(Number(json));
    return word === undefined ? undefined : { word, number: Number(json) };
  }
  if (!json.startsWith('"')) return undefined;
  const text = JSON.parse(json) as string;
  if (text.trim() === '' || text.length > LONGEST_LEVEL) return undefined;
  return { word: levelOfWord(text) ?? text };
}

/** The syslog severity's word. */
export function levelOfSeverity(severity: number): string {
  return SYSLOG[severity % 8] as string;
}

function levelOfNumber(number: number): string | undefined {
  if (number < 8) return levelOfSeverity(number);
  if (number >= 10 && number < 70) return BY_TENS[Math.floor(number / 10)];
  return MONOLOG.get(number);
}
