import { isUtf8 } from 'node:buffer';
import type { Stream } from '../../log/stream.ts';
import { isRfc3339 } from '../../scan/read-dates.ts';
import type { LogLine } from '../envelope.ts';
import { isAttrs } from './attrs.ts';

/**
 * Reads a line as Docker's json-file driver writes it; undefined when it is anything else.
 *
 * Docker (`daemon/logger/jsonfilelog/jsonlog`) always writes `time`, leaves out an empty `log` or `stream`, adds `attrs`
 * for some log-opts, and knows no other key: an object with one is not Docker's and ships as it is, or its rest were lost.
 *
 * Docker's copier (`daemon/logger/copier.go`) hands on a text without newline for two reasons: its buffer of `partBytes` is full, or
 * the stream has ended. So a shorter text is a process's last words, and the next line belongs to the next run.
 * A byte that isn't UTF-8 became three, never fewer, so that a full buffer's text is not shorter.
 */
export function readEnvelope(line: Buffer, partBytes: number): LogLine | undefined {
  const value = isUtf8(line) ? parseJson(line.toString()) : undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { log: text = '', stream = '', time, attrs, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) return undefined;
  if (attrs !== undefined && !isAttrs(attrs)) return undefined;
  if (typeof text !== 'string' || !isStream(stream)) return undefined;
  if (typeof time !== 'string' || !isRfc3339(time)) return undefined;
  const isPart = !text.endsWith('\n') && Buffer.byteLength(text) >= partBytes;
  return { text, stream, time, ...(attrs !== undefined && { attrs }), isPart };
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
