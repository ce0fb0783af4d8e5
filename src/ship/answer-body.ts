import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GivenUp } from './failure.ts';

/** Of an answer to next to nothing. */
const LEAST_MOST_BYTES = 1024 * 1024;
/** An item's error may quote its document, and escape what it quotes. */
const TIMES_AS_LONG = 8;

const decompress = promisify(gunzip);

/**
 * No answer to a request of so many bytes is longer than this. What a broken proxy sends without end must not fill the memory.
 */
export function mostAnswerBytes(requestBytes: number): number {
  return LEAST_MOST_BYTES + TIMES_AS_LONG * requestBytes;
}

/** Nobody asked for an encoding, but some proxies compress all the same. Rejects what becomes longer than `most` bytes. */
export async function decodeAnswer(
  bytes: Buffer,
  encoding: string | undefined,
  most: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity' || bytes.length === 0) return bytes;
  if (encoding !== 'gzip') throw new GivenUp('ENCODING');
  try {
    return await decompress(bytes, { maxOutputLength: most });
  } catch (error) {
    throw new GivenUp(
      (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'TOO_LONG' : 'ENCODING',
    );
  }
}
