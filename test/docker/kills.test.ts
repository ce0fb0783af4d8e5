import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { saveResult } from '../reliability/results.ts';
import { seededRandom } from '../support/lines.ts';
import { until } from './commands.ts';
import type { Producer } from './producers.ts';
import { Stage } from './stage.ts';

const KILLS = Number(process.env.LOGAGENT_TEST_KILLS ?? 30);
const LONGEST_START_MS = 450;
const LONGEST_LIFE_MS = 1200;
const LONGEST_PAUSE_MS = 600;
/** Without a single file: what is rotated away while the agent is dead is nobody's to ship. */
const LOGS: readonly Record<string, string>[] = [
  { 'max-size': '100k', 'max-file': '8', compress: 'true' },
  { 'max-size': '100k', 'max-file': '8' },
  { 'max-size': '40k', 'max-file': '20', compress: 'true' },
];

describe('lines of real containers', () => {
  let stage: Stage;
  const seed = Date.now() % 2 ** 31;
  const random = seededRandom(seed);
  const counts = { kills: 0, restarts: 0, removals: 0 };

  before(async () => {
    stage = await Stage.build('docker-kills');
  });

  after(async () => {
    await stage?.strike();
  });

  it(`arrive over ${KILLS} SIGKILLs at random moments, with containers restarted and removed in between`, async (t) => {
    t.diagnostic(`seed ${seed}`);
    const began = performance.now();
    stage.agent.start();
    const killed = kill();
    await Promise.all([killed, ...LOGS.map((_, number) => prints(number, killed))]);
    const did = `${counts.kills} SIGKILLs, ${counts.restarts} restarts, ${counts.removals} containers removed; `;
    const account = await stage.settleAndAudit(t, did);
    const duration = `${((performance.now() - began) / 1000).toFixed(0)} s`;
    saveResult('docker', 'SIGKILL at random moments, with a real Docker engine and a real Elasticsearch', {
      ...counts,
      ...account,
      duration,
      seed,
    });
  });

  async function kill(): Promise<void> {
    for (; counts.kills < KILLS || counts.removals < LOGS.length; counts.kills++) {
      if (random() < 0.25) await sleep(random() * LONGEST_START_MS);
      else {
        await delivers();
        await sleep(random() * LONGEST_LIFE_MS);
      }
      await stage.agent.kill();
      if (random() < 0.5) await sleep(random() * LONGEST_PAUSE_MS);
      stage.agent.start();
    }
  }

  /** Something of this life has been delivered. */
  async function delivers(): Promise<void> {
    const before = await stage.storedInAll();
    await until('something is delivered', async () => (await stage.storedInAll()) > before);
  }

  /** One container after the other prints under one name, restarted now and then, until all kills are done. */
  async function prints(number: number, killed: Promise<void>): Promise<void> {
    let done = false;
    void killed.finally(() => {
      done = true;
    });
    for (let life = 0; !done; life++) {
      const producer = await stage.launch(`${number}-${life}`, `prod${number}`, LOGS[number] ?? {});
      for (let round = 0; round < 4 && !done; round++) await printSome(producer);
      if (!done) await remove(producer);
    }
  }

  async function printSome(producer: Producer): Promise<void> {
    await stage.flow([producer], 100 + Math.floor(random() * 200));
    if (random() < 0.6) return;
    await producer.end('restart');
    counts.restarts++;
  }

  /** When all is stored, and no sooner: what is gone from the disk while the agent is dead is nobody's to ship. */
  async function remove(producer: Producer): Promise<void> {
    await stage.printed(producer);
    await producer.end('stop');
    const lines = producer.texts().length;
    await until(`all of ${producer.name} stored`, async () => (await stage.stored(producer)) >= lines);
    await producer.remove();
    producer.name = '';
    counts.removals++;
  }
});
