import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onCore } from '../bench/measured-process.ts';
import type { BacklogOptions } from './container-backlog.ts';
import type { Account } from './ledger.ts';
import type { SinkProgress, ToSink } from './sink.ts';

/** The sink, from its parent's side. One question at a time. */
export class SinkProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** A sink that knows the backlog and is down, after it has found a port. */
  static async start(backlog: BacklogOptions & { readonly linesPerBlock: number }): Promise<SinkProcess> {
    const program = fileURLToPath(new URL('./sink.ts', import.meta.url));
    const [command, args] = onCore(1, ['--import', 'tsx', program]);
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await ask(child, { ask: 'plan', ...backlog });
    const { port } = await ask(child, { ask: 'up' });
    await ask(child, { ask: 'down' });
    return new SinkProcess(child, port);
  }

  ask(mode: 'down' | 'busy' | 'up'): Promise<SinkProgress> {
    return ask(this.#child, { ask: mode });
  }

  progress(): Promise<SinkProgress> {
    return ask(this.#child, { ask: 'progress' });
  }

  account(): Promise<Account> {
    return ask(this.#child, { ask: 'account' });
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}

async function ask<T = SinkProgress>(child: ChildProcess, question: ToSink): Promise<T> {
  const answered = once(child, 'message');
  child.send(question);
  const [answer] = await answered;
  return answer as T;
}
