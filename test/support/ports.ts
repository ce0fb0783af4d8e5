import { createServer } from 'node:net';

/** Below those that the kernel gives to outgoing connections, which could take one meanwhile. */
const [LOWEST, HIGHEST] = [20_000, 30_000];

/** A port so that it and those at these distances above it are free now. */
export async function freePort(distances: readonly number[] = [0]): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    const free = await Promise.all(distances.map((distance) => isFree(port + distance)));
    if (free.every(Boolean)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
