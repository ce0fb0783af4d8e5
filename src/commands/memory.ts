import { setFlagsFromString } from 'node:v8';

/**
 * Saves memory at the cost of speed that the agent doesn't need. Call it before the first request. A V8 that doesn't know one of
 * these flags ignores it.
 */
export function keepMemorySmall(): void {
  // New objects are few and short-lived, so 2 MiB are enough for them instead of 32. Saves 26 MiB at the same CPU time.
  setFlagsFromString('--semi-space-growth-factor=1');
  // Objects in use while new ones are collected become old and wait for a full collection. It comes when the heap has grown by a third
  // instead of threefold. Saves 10 MiB in a long backlog, and with texts without end in 1,000 containers 28 more than at 100 percent.
  setFlagsFromString('--heap-growing-percent=30');
  // A function is optimised after it has run four times as long as usual. A start with 1,000 files runs thousands of functions some
  // hundred times each, and optimising them took a quarter of its 1.3 s of CPU time. Functions that run long are still optimised.
  // Only up to V8 11, which Node.js 20 has: later versions count calls instead and would complain about the flag.
  if (Number.parseInt(process.versions.v8, 10) <= 11) setFlagsFromString('--interrupt-budget=500000');
  // undici parses answers by WebAssembly. Optimising it takes 35 MiB for a moment, and short answers don't need that.
  setFlagsFromString('--liftoff-only');
}
