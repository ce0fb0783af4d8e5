import { Constant } from '../../scan/constant.ts';
import type { Attrs, AttrsTail } from '../envelope.ts';

/** Longer attrs than this are read anew in each line. */
const MOST_BYTES = 16 * 1024;

const TIME_BEGINS = Buffer.from(',"time":"');
const LF = 0x0a;

/**
 * Whether a value can be Docker's `attrs`, which log-opts `labels`, `env` and `tag` add to every line of a container. Docker's own
 * values are strings; its tests of the format have numbers too.
 */
export function isAttrs(value: unknown): value is Attrs {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((each) => ['string', 'number', 'boolean'].includes(typeof each));
}

/** Reads the attrs that begin at `at` in a line of Docker's, with an LF; undefined when they are not the usual ones. */
export function readAttrs(
  source: Buffer,
  at: number,
  tailWith: (attrs: Attrs) => string,
): AttrsTail | undefined {
  const end = source.lastIndexOf(TIME_BEGINS, source.indexOf(LF, at));
  if (end <= at || end - at > MOST_BYTES) return undefined;
  const text = source.toString('utf8', at, end);
  const attrs = parse(text);
  // Of strings the fields are not longer than the bytes that are read, for which there is room in the body.
  if (!isAttrs(attrs) || Object.values(attrs).some((value) => typeof value !== 'string')) return undefined;
  return { bytes: new Constant(text), tailBytes: Buffer.from(tailWith(attrs)) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
