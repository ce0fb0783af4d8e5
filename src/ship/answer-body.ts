import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { GivenUp } from './failure.ts';

/** Of an answer to next to nothing. */
const LEAST_MOST_BYTES = 1024 * 1024;
/** An item's error may quote its document, and escape what it quotes. */
const TIMES_AS_LONG = 8;

const decompress = promisify(gunzip);

/**
 * The whole answer to a request of so many bytes. Rejects when it is longer than any answer to that could be: what a broken
 * proxy sends without end must not fill the memory.
 */
export async function readAnswer(
  pieces: AsyncIterable<Buffer>,
  encoding: string | undefined,
  requestBytes: number,
): Promise<Buffer> {
  const most = LEAST_MOST_BYTES + TIMES_AS_LONG * requestBytes;
  const read: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > most) throw new GivenUp('TOO_LONG');
    read.push(piece);
  }
  const [first] = read;
  const whole = read.length === 1 && first !== undefined ? first : Buffer.concat(read);
  return decode(whole, encoding, most);
}

/** Nobody asked for an encoding, but some proxies compress all the same. */
async function decode(bytes: Buffer, encoding: string | undefined, most: number): Promise<Buffer> {
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
