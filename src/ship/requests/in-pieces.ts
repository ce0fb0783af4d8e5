import type { Socket } from 'node:net';

/** The most bytes of an answer that are handed on at once. A piece of 64 KiB no longer fits into the memory that undici's parser begins with. */
export const MOST_AT_ONCE = 16 * 1024;

/**
 * Hands on what a connection has received in small pieces.
 *
 * undici copies each piece into the memory of its parser, which is WebAssembly, and has it grow for a larger one. To grow it V8 detaches an
 * ArrayBuffer, and from then on each access to any DataView or Buffer of the process asks whether that one has been detached as well: lines cost
 * a tenth more CPU time until the process ends (3.7 s in place of 3.3 s for a million, medians of twelve turns).
 */
export function inPieces<T extends Socket>(socket: T): T {
  const read = socket.read.bind(socket);
  socket.read = (size) => read(size ?? (Math.min(socket.readableLength, MOST_AT_ONCE) || undefined));
  return socket;
}
