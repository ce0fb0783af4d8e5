/**
 * What `--multiline auto` costs lines that belong to no trace: each kind of line with it off and on, in turns.
 *
 *   taskset -c 1 node --import tsx test/bench/lines-cost.ts [ROUNDS]
 */
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';
import { Parser } from '../../src/parse/parser.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { container, makeSource } from '../parse/rig.ts';
import { envelope, rfc3339Nano } from '../support/docker-envelope.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';

const LINES = 4000;
const REPEATS = 20;
const rounds = Number(process.argv[2] ?? 15);
const line = combinedLines(seededRandom(1));
const PROSE = [
  'order 4711 of "frank" stored in 12 ms',
  'Connection to stock established, three items are left',
  'payment failed for one customer, trying again soon',
  'Accepted password for frank from 203.0.113.9 port 4711',
  'warning lights are off and the temperature is as it should be',
];
const KINDS: Readonly<Record<string, readonly string[]>> = {
  combined: Array.from({ length: LINES }, (_, i) => line(`t${i}`).text),
  'JSON, pino': [
    '{"level":30,"time":1718000000123,"pid":17,"req":{"id":4711,"url":"/cart?id=5"},"msg":"completed"}',
  ],
  prose: PROSE,
  'prose with a time': PROSE.map((text) => `2024-06-10 06:13:20 ${text}`),
  'log4j, INFO': [
    '2024-06-10 06:13:20,123 INFO  [worker-7] com.example.Orders - order 4711 of frank stored in 12 ms',
  ],
  logfmt: ['time="2024-06-10T06:13:20Z" level=info msg="order stored" took=12.5'],
};

for (const [name, texts] of Object.entries(KINDS)) {
  const bytes = Buffer.from(
    Array.from({ length: LINES }, (_, i) =>
      envelope(
        Buffer.from(`${texts[i % texts.length]}\n`),
        'stdout',
        rfc3339Nano(1_718_000_000_123_456_789n + BigInt(i) * 1_234_567n),
      ),
    ).join(''),
  );
  const run = { off: runner(bytes, 'off'), auto: runner(bytes, 'auto') };
  const times: Record<'off' | 'auto', number[]> = { off: [], auto: [] };
  for (let round = 0; round < rounds + 2; round++) {
    for (const multiline of ['off', 'auto'] as const) {
      const taken = run[multiline]();
      if (round > 1) times[multiline].push(taken);
    }
  }
  const [off, on] = [Math.min(...times.off), Math.min(...times.auto)];
  const median =
    times.auto.map((taken, i) => taken / (times.off[i] ?? 1)).toSorted((a, b) => a - b)[rounds >> 1] ?? 1;
  const ns = (taken: number) => Math.round((taken * 1000) / (LINES * REPEATS));
  console.log(
    `${name.padEnd(20)} off ${ns(off)} ns, auto ${ns(on)} ns a line; best ${percent(on / off)}, median ${percent(median)}`,
  );
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`;
}

/** Microseconds of CPU time for all lines. */
function runner(bytes: Buffer, multiline: 'off' | 'auto'): () => number {
  const parser = new Parser({
    ...{ hostName: 'host1', envelope: new DockerEnvelope(), maxEventBytes: 2 ** 20, labels: () => true },
    ...{ formats: ['auto'], jsonFields: 'json', colours: 'strip', multiline },
  });
  const writer: BatchWriter = new BatchWriter({
    ...{ batchBytes: 2 ** 20, budgetBytes: 2 ** 25, onRoom() {} },
    onFull: (batch) => writer.release(batch),
  });
  const source = makeSource({ container: { ...container, id: 'cd'.repeat(32) } });
  return () => {
    const { user, system } = process.cpuUsage();
    for (let i = 0; i < REPEATS; i++)
      parser.parse({ source, from: 0, to: bytes.length, bytes, cut: false }, writer);
    const now = process.cpuUsage();
    return now.user + now.system - user - system;
  };
}
