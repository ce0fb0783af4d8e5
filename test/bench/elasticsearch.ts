import { randomBytes } from 'node:crypto';
import type { ContainerLogs } from './container-logs.ts';
import { cpuSecondsOf } from './measured-process.ts';
import type { Sink } from './sinks.ts';
import { agent, run } from './throughput.ts';

/** How the CPU time of a delivery is divided between agent and server. */
export interface Share {
  readonly version: string;
  readonly documentsPerSecond: number;
  readonly agentCpu: number;
  readonly serverCpu: number;
}

/** Ships to a real Elasticsearch on this machine, whose process is `pid`; its index is removed afterwards. */
export async function measureShare(
  folder: string,
  logs: ContainerLogs,
  url: string,
  pid: number,
): Promise<Share> {
  const index = `bench-${randomBytes(6).toString('hex')}`;
  const { version } = await ask<{ version: { number: string } }>(url, 'GET');
  const before = cpuSecondsOf(pid);
  const openSink = async (): Promise<Sink> => realSink(url, index);
  try {
    const { seconds, cpuSeconds } = await run(agent(), logs, { folder, openSink });
    return {
      version: version.number,
      documentsPerSecond: logs.lines / seconds,
      agentCpu: cpuSeconds,
      serverCpu: cpuSecondsOf(pid) - before,
    };
  } finally {
    await ask(`${url}/${index}`, 'DELETE');
  }
}

function realSink(url: string, index: string): Sink {
  const count = async (): Promise<number> => {
    // Missing until the first document has come.
    const answer = await ask<{ count?: number }>(`${url}/${index}/_count`, 'GET');
    return answer.count ?? 0;
  };
  return {
    url,
    agentOptions: ['--elasticsearch', url, '--index', index],
    pollMs: 500,
    progress: async () => ({ documents: await count(), last: Date.now() }),
    // The index keeps one document for each id, so that their number says all.
    verify: async (lines) => {
      const documents = await count();
      if (documents !== lines) throw new Error(`${index} holds ${documents} documents, not ${lines}`);
    },
    close: async () => {},
  };
}

async function ask<T>(url: string, method: string): Promise<T> {
  const response = await fetch(url, { method });
  return (await response.json()) as T;
}
