/**
 * The parse stage alone: blocks of 512 KiB to bodies of 1 MiB, on one core.
 *
 *   taskset -c 1 node --import tsx test/bench/parse.ts [MILLION_LINES]
 */
import { cpus } from 'node:os';
import type { Block, Source } from '../../src/log/block.ts';
import { NO_NOTES } from '../../src/log/notes.ts';
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { Parser, type ParserOptions } from '../../src/parse/parser.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { sharedData } from '../parse/shared-data.ts';
import { envelope, rfc3339Nano } from '../support/docker-envelope.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';

const LINES = 100_000;
const BLOCK_BYTES = 512 * 1024;
const million = Number(process.argv[2] ?? 1);

const id = 'c0ffee'.repeat(11).slice(0, 64);
const source: Source = {
  key: 'dGVzdC1zb3VyY2Ut',
  container: { id, name: 'prod1', image: 'nginx:1.27', labels: { 'com.docker.compose.project': 'shop' } },
  path: `/var/lib/docker/containers/${id}/${id}-json.log`,
  notes: NO_NOTES,
};

function dockerLog(texts: readonly string[], attrs?: string): Buffer {
  let now = 1_718_000_000_123_456_789n;
  const lines = Array.from({ length: LINES }, (_, i) => {
    now += 1_234_567n;
    return envelope(Buffer.from(`${texts[i % texts.length]}\n`), 'stdout', rfc3339Nano(now), attrs);
  });
  return Buffer.from(lines.join(''));
}

function* blocksOf(log: Buffer): Iterable<Block> {
  for (let from = 0; from < log.length; ) {
    const to = log.lastIndexOf(0x0a, Math.min(from + BLOCK_BYTES, log.length) - 1) + 1;
    yield { source, from, to, bytes: log.subarray(from, to), cut: false };
    from = to;
  }
}

function measure(name: string, log: Buffer, options: Partial<ParserOptions> = {}): void {
  const blocks = [...blocksOf(log)];
  const parser = new Parser({
    hostName: 'host1',
    envelope: new DockerEnvelope(),
    maxEventBytes: 2 ** 20,
    labels: () => true,
    ...options,
  });
  let documents = 0;
  let bytes = 0;
  const writer: BatchWriter = new BatchWriter({
    batchBytes: 2 ** 20,
    budgetBytes: 2 ** 25,
    onFull(batch) {
      documents += batch.documents;
      bytes += batch.length;
      writer.release(batch);
    },
    onRoom() {},
  });
  const rounds = (count: number) => {
    for (let i = 0; i < count; i++) for (const block of blocks) parser.parse(block, writer);
  };
  rounds(3);
  documents = bytes = 0;
  const began = process.hrtime.bigint();
  const cpu = process.cpuUsage();
  rounds(Math.ceil((million * 1e6) / LINES));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const perMillion = (user + system) / documents;
  console.log(
    `${name.padEnd(28)} ${Math.round(documents / seconds)
      .toLocaleString('en')
      .padStart(
        10,
      )} lines/s  ${perMillion.toFixed(2)} CPU-s per million  ${Math.round(bytes / documents)} bytes each`,
  );
}

console.log(
  `${cpus()[0]?.model}, Node ${process.version}, ${LINES} lines, ${million} million per measurement`,
);
const line = combinedLines(seededRandom(1));
measure('combined', dockerLog(Array.from({ length: 10_000 }, (_, i) => line(`t${i}`).text)));
const real = sharedData('apache_logs.log');
if (real !== undefined) measure('combined, real', dockerLog(real.toString().trim().split('\n')));
const PLAIN = '2024-06-10 06:13:20,123 INFO  [worker-7] orders: order 4711 of "frank" stored in 12 ms';
measure('plain message', dockerLog([PLAIN]));
measure('plain message, attrs', dockerLog([PLAIN], '{"com.example.team":"shop","tag":"web/prod1"}'));
const PINO =
  '{"level":30,"time":1718000000123,"pid":17,"hostname":"web-5d9c7b","req":{"id":4711,"method":"GET",' +
  '"url":"/cart?id=5","remoteAddress":"203.0.113.9"},"responseTime":12.5,"msg":"request of \\"frank\\" completed"}';
measure('JSON, pino', dockerLog([PINO]), { formats: ['json'], jsonFields: 'json' });
const LOGBACK =
  '{"@timestamp":"2024-06-10T06:13:20.123+02:00","@version":"1","message":"order 4711 stored","logger_name":' +
  '"com.example.shop.Orders","thread_name":"worker-7","level":"INFO","level_value":20000,"trace_id":"4bf92f3577b34da6"}';
measure('JSON, logback', dockerLog([LOGBACK]), { formats: ['json'], jsonFields: 'json' });
const pattern =
  '(?<when>\\S+ \\S+) (?<level>[A-Z]+) +\\[(?<thread>[^\\]]*)\\] (?<logger>[^:]+): (?<message>.* in (?<took>\\d+) ms)';
const byPattern = { formats: ['pattern'], patterns: [new Pattern(pattern)], numbers: ['took'] } as const;
measure('pattern, six groups', dockerLog([PLAIN]), byPattern);
measure('pattern, no escapes', dockerLog([PLAIN.replaceAll('"', "'")]), byPattern);
measure('48 KiB in four parts', partLog());

function partLog(): Buffer {
  const part = Buffer.alloc(16 * 1024, 'All work and no play makes Jack a dull boy. ');
  const time = '2024-06-10T06:13:20.123456789Z';
  const lines = [part, part, part, Buffer.from('end\n')].map((text) => envelope(text, 'stdout', time));
  return Buffer.from(lines.join('').repeat(200));
}
