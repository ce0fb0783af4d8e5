/**
 * A loop that does in a small way what the agent does most: it looks at bytes and copies them, in this version of Node, on
 * this machine, now. Prints the CPU seconds it took.
 */
const BYTES = 256 * 1024;
const TARGET_BYTES = 8 * 1024 * 1024;
const ROUNDS = 1500;

const source = Buffer.alloc(
  BYTES,
  '203.0.113.9 - - [06/Aug/2026:14:03:09 +0000] "GET /cart HTTP/1.1" 200 5316\n',
);
const target = Buffer.alloc(TARGET_BYTES);
const words = new DataView(source.buffer, source.byteOffset, source.length);

function copy(out: number): number {
  let quotes = 0;
  for (let at = 0; at < BYTES; at++) {
    const byte = source[at] as number;
    target[out + at] = byte;
    if (byte === 0x22) quotes++;
  }
  for (let at = 0; at < BYTES; at += 4) quotes += words.getInt32(at, true) & 1;
  return quotes;
}

for (let i = 0; i < 50; i++) copy(0);
const before = process.cpuUsage();
let sum = 0;
for (let i = 0; i < ROUNDS; i++) sum += copy((i * BYTES) % TARGET_BYTES);
const { user, system } = process.cpuUsage(before);
if (sum === 0) throw new Error('the loop has been left out');
process.stdout.write(`${(user + system) / 1e6}\n`);
