/**
 * Starts three nodes of a real Elasticsearch 7.6.2 and takes from agents, one after the other, what they need to deliver. Each has to
 * be unready within ten seconds with the right reason, and ready again afterwards: `npm run test:readiness`, with another port behind
 * `--` if 19300 is not free.
 */
import { SERVERS, startServer } from '../support/real-servers.ts';
import { Guard } from './guard.ts';
import { Trial } from './trial.ts';

/** Ten seconds without an acknowledgement, and one for looking at it. */
const MOST_SECONDS = 11;

const [choice] = SERVERS;
if (choice === undefined) throw new Error('there is no server to choose');
const cluster = await startServer(choice, Number(process.argv[2] ?? 19_300));
const [first = ''] = cluster.urls;
try {
  await guarded(401, /security_exception: unable to/);
  await noRight();
  await writeBlock();
  await redIndex();
  await lostQuorum();
} finally {
  await cluster.stop();
}

async function redIndex(): Promise<void> {
  // No node has this name, so that its primary shard is nowhere.
  await call('PUT', '/red?wait_for_active_shards=0', {
    settings: { 'index.routing.allocation.require._name': 'nobody', 'index.number_of_replicas': 0 },
  });
  await trial('red index', 'red', cluster.urls, {
    reason: /no document has been acknowledged for \d+ s though \d+ wait: .*red index/,
    mend: () => call('PUT', '/red/_settings', { 'index.routing.allocation.require._name': null }),
  });
}

async function writeBlock(): Promise<void> {
  await trial('write block', 'blocked', cluster.urls, {
    take: () => call('PUT', '/blocked/_settings', { 'index.blocks.write': true }),
    reason: /blocked by: \[FORBIDDEN\/8\/index write.*lift it in the index settings/,
    mend: () => call('PUT', '/blocked/_settings', { 'index.blocks.write': false }),
  });
}

function noRight(): Promise<void> {
  return guarded(403, /is unauthorized .*create_doc and auto_configure/);
}

async function guarded(status: 401 | 403, reason: RegExp): Promise<void> {
  const guard = new Guard(status, first);
  const name = status === 401 ? 'wrong key' : 'no right';
  await trial(name, `guarded${status}`, [await guard.listen()], {
    reason,
    mend: () => {
      guard.open = true;
    },
  });
  guard.close();
}

/**
 * Two of three nodes stop: what is left has no majority. Both copies of the index have to be there before, so that one of them is on a
 * stopped node: without its copy, a first node that is the master goes on alone until it misses the others, which takes it minutes.
 */
async function lostQuorum(): Promise<void> {
  const stopped = cluster.pids.slice(1);
  const signal = (name: NodeJS.Signals) => () => {
    for (const pid of stopped) process.kill(pid, name);
  };
  const stop = signal('SIGSTOP');
  await trial('lost quorum', 'quorum', cluster.urls, {
    take: async () => {
      await call('GET', '/_cluster/health/quorum?wait_for_status=green&timeout=60s');
      stop();
    },
    reason: /no document has been acknowledged for \d+ s though \d+ wait: /,
    mend: signal('SIGCONT'),
  });
}

interface Trouble {
  /** Takes from a running agent what it needs; without it, it never had it. */
  readonly take?: () => unknown;
  readonly reason: RegExp;
  readonly mend: () => unknown;
}

async function trial(
  name: string,
  index: string,
  urls: readonly string[],
  { take, reason, mend }: Trouble,
): Promise<void> {
  const running = new Trial(urls, index);
  try {
    if (take !== undefined) await running.delivers();
    await take?.();
    const seconds = await running.secondsToUnready(reason);
    const why = await running.agent.unready();
    console.log(`${name}: unready after ${seconds.toFixed(1)} s: ${why}`);
    if (seconds > MOST_SECONDS) throw new Error(`${name}: that is more than ${MOST_SECONDS} s`);
    await mend();
    await running.delivers();
    await running.agent.becomesReady();
    console.log(`${name}: ready again`);
  } catch (error) {
    console.log(`${name}: FAILED`);
    throw error;
  } finally {
    if (name === 'lost quorum') await mend();
    await running.close();
  }
}

async function call(method: string, path: string, body?: object): Promise<void> {
  const content = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const answer = await fetch(first + path, { method, ...(body === undefined ? {} : content) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
}
