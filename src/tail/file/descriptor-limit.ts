/**
 * Descriptors that the process holds beside log files and connections: 33 were counted with the embedded store; one step may
 * open some files more before others are closed (`descriptors.ts`), and listing a folder takes three.
 */
const OTHERS = 33 + 8 + 3;

/** With a very low limit connections may have to wait: without files there would be nothing to send. */
const LEAST_PART = 1 / 5;

/**
 * How many log files may be held open. `limits` is the text of `/proc/self/limits`, of which the soft limit counts (Node.js
 * raises it to the hard one when it starts); `connections` is how many sockets there may be.
 */
export function descriptorsForFiles(limits: string, connections: number): number {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
  // Unlimited, or a kernel without /proc.
  if (soft === undefined) return Number.POSITIVE_INFINITY;
  const limit = Number(soft);
  return Math.max(Math.floor(limit * LEAST_PART), limit - OTHERS - connections);
}
