import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Abandoned } from './failure.ts';

/** The longest answer to an empty request. */
const LEAST_MOST_BYTES = 1024 * 1024;
/** The answer may be this many times as long as its request: an item's error may quote its document, with escapes. */
const TIMES_AS_LONG = 8;

const decompress = promisify(gunzip);

/**
 * The most bytes that an answer to a request of so many bytes may have, before and after decompression. A broken proxy that
 * sends without end must not fill the memory.
 */
export function mostAnswerBytes(requestBytes: number): number {
  return LEAST_MOST_BYTES + TIMES_AS_LONG * requestBytes;
}

/**
 * Decompresses an answer: no encoding is asked for, but some proxies use gzip all the same. Rejects with `Abandoned` when
 * the encoding is another one or broken, or when the result is longer than `most` bytes.
 */
export async function decodeAnswer(
  bytes: Buffer,
  encoding: string | undefined,
  most: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity' || bytes.length === 0) return bytes;
  if (encoding !== 'gzip') throw new Abandoned('ENCODING');
  try {
    return await decompress(bytes, { maxOutputLength: most });
  } catch (error) {
    throw new Abandoned(
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'TOO_LONG' : 'ENCODING',
    );
  }
}
