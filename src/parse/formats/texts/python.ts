import { DATE, isYearAt, lineOf, type TextReader } from './text-line.ts';

const OPEN = 0x5b;
const LEVEL = '([A-Z]{4,8})';

/** `%(asctime)s - %(name)s - %(levelname)s - %(message)s` */
const DASHES = new RegExp(String.raw`^${DATE} - (\S+) - ${LEVEL} - (.*)$`, 's');
/** `%(levelname)s:%(name)s:%(message)s`, which is the default. */
const COLONS = new RegExp(String.raw`^${LEVEL}:([\w.-]+):(.*)$`, 's');
/** uvicorn, and whatever puts a level before its text. */
const ONE_COLON = new RegExp(`^${LEVEL}: +(.*)$`, 's');
/** Celery */
const CELERY = new RegExp(String.raw`^\[${DATE}: ${LEVEL}/([\w.-]+)\] (.*)$`, 's');

/** Python's logging. */
export const python: TextReader = {
  begins: /[\d[A-Z]/,
  forms: [DASHES, COLONS, ONE_COLON, CELERY],

  mayBe(source, at) {
    const first = source[at] as number;
    if (first === OPEN) return isYearAt(source, at + 1);
    if (first > 0x40) return isLevelAt(source, at);
    return isYearAt(source, at) && hasDash(source, at);
  },

  read(text) {
    let match = DASHES.exec(text);
    if (match !== null) return lineOf(match[3], match[1], match[4], { logger: match[2] });
    match = COLONS.exec(text);
    if (match !== null) return lineOf(match[1], undefined, match[3], { logger: match[2] });
    match = ONE_COLON.exec(text);
    if (match !== null) return lineOf(match[1], undefined, match[2]);
    match = CELERY.exec(text);
    if (match !== null) return lineOf(match[2], match[1], match[4], { thread: match[3] });
    return undefined;
  },
};

/** Four to eight capital letters with a colon behind them. */
function isLevelAt(source: Buffer, at: number): boolean {
  let end = at;
  for (let byte = source[end] as number; byte > 0x40 && byte < OPEN; byte = source[++end] as number) {
    if (end - at === 8) return false;
  }
  return end - at >= 4 && source[end] === 0x3a;
}

/** Where the dash behind the date may stand, which may have a fraction and a zone. */
const FIRST_DASH = 20;
const LAST_DASH = 38;

function hasDash(source: Buffer, at: number): boolean {
  for (let i = at + FIRST_DASH; i < at + LAST_DASH; i++) {
    if (source[i] === 0x2d && source[i - 1] === 0x20 && source[i + 1] === 0x20) return true;
  }
  return false;
}
