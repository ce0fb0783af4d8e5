export type Random = () => number;

export function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[below(random, values.length)] as T;
}

/** Bytes that some format gives a meaning. */
const TELLING = [...Buffer.from('\0\n\r"\\{}[],:0-u/ \x7f\x80\xc3\xe2\xed\xf0\xff', 'latin1')];

/** Changes a few places: bits flipped, bytes set, inserted, removed, repeated, the end cut off, two places exchanged. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = bytes;
  for (let changes = 1 + below(random, 4); changes > 0; changes--) mutated = change(mutated, random);
  return mutated;
}

function change(bytes: Buffer, random: Random): Buffer {
  const at = below(random, bytes.length + 1);
  const length = 1 + below(random, random() < 0.8 ? 8 : 200);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  const byte = random() < 0.6 ? pick(random, TELLING) : below(random, 256);
  switch (below(random, 7)) {
    case 0:
      return Buffer.concat([head, Buffer.of((bytes[at] ?? 0) ^ (1 << below(random, 8))), tail.subarray(1)]);
    case 1:
      return Buffer.concat([head, Buffer.of(byte), tail.subarray(1)]);
    case 2:
      return Buffer.concat([head, Buffer.alloc(random() < 0.8 ? 1 : length, byte), tail]);
    case 3:
      return Buffer.concat([head, tail.subarray(length)]);
    case 4:
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    case 5:
      return random() < 0.3 ? Buffer.from(head) : Buffer.concat([head, tail.subarray(length)]);
    default:
      return Buffer.concat([head, tail.subarray(length), tail.subarray(0, length)]);
  }
}
