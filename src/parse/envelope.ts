import { type Attrs, isAttrs } from './attrs.ts';
import { isRfc3339 } from './dates.ts';

/** Docker's name of a stream; empty when the line names none. */
export type Stream = 'stdout' | 'stderr' | '';

/** One line of a json-file log, decoded. */
export interface Envelope {
  /** What the container printed: a line with its LF, or a part without. */
  readonly log: string;
  readonly stream: Stream;
  /** RFC 3339, as Docker wrote it. */
  readonly time: string;
  readonly attrs?: Attrs;
}

/**
 * Reads a line as Docker's json-file driver writes it; undefined when it is anything else.
 *
 * Docker (`daemon/logger/jsonfilelog/jsonlog`) always writes `time`, leaves out an empty `log` or `stream`, adds `attrs`
 * for some log-opts, and knows no other key: an object with one is not Docker's and ships as it is, or its rest were lost.
 */
export function readEnvelope(line: string): Envelope | undefined {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { log = '', stream = '', time, attrs, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return undefined;
  if (attrs !== undefined && !isAttrs(attrs)) return undefined;
  if (typeof log !== 'string' || !isStream(stream)) return undefined;
  if (typeof time !== 'string' || !isRfc3339(time)) return undefined;
  return { log, stream, time, ...(attrs !== undefined && { attrs }) };
}

function isStream(value: unknown): value is Stream {
  return value === 'stdout' || value === 'stderr' || value === '';
}

function parseJson(text: string): unknown {
  // A run of other text would cost an exception for each line.
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
