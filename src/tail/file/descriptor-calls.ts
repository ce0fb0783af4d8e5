import { close, read } from 'node:fs';
import { promisify } from 'node:util';

const readAsync = promisify(read);

export const closeAsync = promisify(close);

/** Reads by the thread pool. Fewer bytes than asked for mean the end as it is now. */
export async function readAt(descriptor: number, target: Buffer, position: number): Promise<number> {
  const { bytesRead } = await readAsync(descriptor, target, 0, target.length, position);
  return bytesRead;
}
