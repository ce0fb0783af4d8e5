import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onCore } from './measured-process.ts';
import type { SinkAudit, SinkDelays, SinkProgress, ToSink } from './sink.ts';

/** Where the documents of one run arrive. */
export interface Sink {
  readonly url: string;
  /** What the agent must be told to ship here. */
  readonly agentOptions: readonly string[];
  /** How often its progress may be asked for without disturbing the measurement, in milliseconds. */
  readonly pollMs: number;
  progress(): Promise<SinkProgress>;
  /** Throws unless exactly `lines` documents have arrived, each line once, with an `_id` of its own if there are `ids`. */
  verify(lines: number, ids?: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A sink that tells how long lines were under way. */
export interface DelaySink extends Sink {
  delays(): Promise<SinkDelays>;
}

/** A server in a process of its own, on core 1, that knows afterwards whether each line came once. */
export const keepingSink = (): Promise<Sink> => startSink('keep');

/** The same that only counts, for more than memory holds. */
export const countingSink = (): Promise<Sink> => startSink('count');

/** For programs whose documents get their ids from Elasticsearch. */
export async function withoutIds(): Promise<Sink> {
  const sink = await keepingSink();
  return { ...sink, verify: (lines) => sink.verify(lines, false) };
}

export const delaySink = (): Promise<DelaySink> => startSink('delays');

async function startSink(mode: 'keep' | 'count' | 'delays'): Promise<DelaySink> {
  const program = fileURLToPath(new URL('./sink.ts', import.meta.url));
  const [command, args] = onCore(1, ['--import', 'tsx', program, mode]);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = await once(child, 'message');
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    agentOptions: ['--elasticsearch', url],
    pollMs: 10,
    progress: () => ask<SinkProgress>(child, 'progress'),
    delays: () => ask<SinkDelays>(child, 'delays'),
    async verify(lines, ids = true) {
      const audit = await ask<SinkAudit>(child, 'audit');
      if (mode !== 'keep' && audit.documents === lines) return;
      const expected = { documents: lines, ids: ids ? lines : audit.ids, lines };
      if (JSON.stringify(audit) === JSON.stringify(expected)) return;
      throw new Error(`the sink holds ${JSON.stringify(audit)}, not ${JSON.stringify(expected)}`);
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function ask<T>(child: ChildProcess, question: ToSink): Promise<T> {
  child.send(question);
  const [answer] = await once(child, 'message');
  return answer as T;
}

/** The store inside the agent's own process, asked over HTTP. */
export async function embeddedStore(): Promise<Sink> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const progress = async (): Promise<SinkProgress> => {
    const response = await fetch(`${url}/logs/_count`).catch(() => undefined);
    const answer = response?.ok ? ((await response.json()) as { count: number }) : { count: 0 };
    return { documents: answer.count, last: Date.now() };
  };
  return {
    url,
    agentOptions: ['--store-listen', `127.0.0.1:${port}`, '--store-max', '64gib'],
    pollMs: 100,
    progress,
    // The store keeps one document for each id, so that their number says all.
    async verify(lines) {
      const { documents } = await progress();
      if (documents !== lines) throw new Error(`the store holds ${documents} documents, not ${lines}`);
    },
    close: async () => {},
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
