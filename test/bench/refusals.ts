/**
 * What refusals of some containers cost the others: five print a hundred access lines a second each, beside sixty that print JSON whose types contradict each other. The
 * same lines twice, in turns: once the sink takes every document, once it refuses the contradicting ones as Elasticsearch does.
 *
 *   npm run build && node --import tsx test/bench/refusals.ts [--seconds 20 --rounds 2]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Delays, shownDelays } from '../soak/delays.ts';
import { SoakedAgent } from '../soak/soaked-agent.ts';
import type { BulkItem } from '../support/backend.ts';
import { contradictions, Types } from '../support/contradictions.ts';
import { FakeDocker } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { MemoryBackend } from '../support/memory-backend.ts';
import { StandIn } from '../support/stand-in.ts';
import { waitFor } from '../support/wait.ts';

const SEED = 7;
const GOOD = 5;
const CONTRADICTING = 60;
/** So often each good container prints, and two of the others. */
const PAUSE_MS = 10;
const INDEX = 'refusals';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '20' }, rounds: { type: 'string', default: '2' } },
});

for (let round = 0; round < Number(values.rounds); round++)
  for (const isRefusing of [false, true]) await measure(isRefusing);
process.exit();

async function measure(isRefusing: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-refusals-'));
  const docker = new FakeDocker(join(folder, 'containers'));
  const backend = new MemoryBackend();
  const standIn = new StandIn(backend);
  const delays = new Delays();
  const types = new Types();
  let refused = 0;
  const refusal = (source: string): BulkItem | undefined => {
    const conflict = types.conflict(JSON.parse(source) as Record<string, unknown>);
    if (conflict === undefined) return undefined;
    refused++;
    return {
      status: 400,
      error: { type: 'mapper_parsing_exception', reason: `object mapping for [${conflict}]` },
    };
  };
  standIn.inject = ({ documents }) => {
    const now = Date.now();
    for (const { source } of documents) {
      const time = source.includes('"name":"good-') ? /"@timestamp":"([^"]+)"/.exec(source)?.[1] : undefined;
      if (time !== undefined) delays.add(now - Date.parse(time));
    }
    return isRefusing ? { kind: 'items', choose: ({ source }) => refusal(source) } : undefined;
  };
  await standIn.listen();
  const good = Array.from({ length: GOOD }, (_, i) => docker.create({ name: `good-${i}` }));
  const others = contradictions(SEED, CONTRADICTING).map(({ texts, ...options }) => ({
    texts,
    container: docker.create(options),
  }));
  const agent = new SoakedAgent(
    [
      ...[
        '--containers',
        '*',
        '--containers-dir',
        docker.containersDir,
        '--state-dir',
        join(folder, 'state'),
      ],
      ...['--elasticsearch', standIn.url, '--index', INDEX, '--json-fields', 'root'],
    ],
    join(folder, 'agent.log'),
  );
  const make = combinedLines(seededRandom(SEED));
  const end = performance.now() + Number(values.seconds) * 1000;
  let printed = 0;
  for (let turn = 0; performance.now() < end; turn++) {
    for (const container of good) container.printLine(make);
    for (const at of [2 * turn, 2 * turn + 1]) {
      const { container, texts } = others[at % CONTRADICTING] as (typeof others)[number];
      const text = texts[Math.floor(at / CONTRADICTING) % texts.length] ?? '';
      container.printLine((token) => ({ text: text.replace('T', token), fields: undefined }));
    }
    printed += GOOD + 2;
    await sleep(PAUSE_MS);
  }
  await waitFor(async () => (await backend.documents(INDEX)).size >= printed, 'all documents', 60_000);
  const cpu = agent.cpuSeconds;
  await agent.stop();
  docker.close();
  await standIn.refuse();
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(
    `${isRefusing ? `${refused} of ${printed} refused` : `none of ${printed} refused`}: good lines ${shownDelays(delays.figures())}; ` +
      `${cpu.toFixed(1)} s of CPU time\n`,
  );
}
