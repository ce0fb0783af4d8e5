import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { project } from './commands.ts';

/** The built agent as a process of its own, whose log goes on in one file over all its lives. */
export class AgentProcess {
  readonly #args: readonly string[];
  readonly #logFile: string;
  #process: ChildProcess | undefined;

  constructor(args: readonly string[], logFile: string) {
    this.#args = args;
    this.#logFile = logFile;
  }

  start(): void {
    const log = createWriteStream(this.#logFile, { flags: 'a' });
    const agent = spawn(process.execPath, [join(project, 'dist/cli.js'), ...this.#args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    agent.stdout?.pipe(log, { end: false });
    agent.stderr?.pipe(log, { end: false });
    agent.once('close', () => log.end());
    this.#process = agent;
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM; gives the exit code, or the name of the signal that had ended it before. */
  async stop(): Promise<number | string> {
    return await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | string> {
    const agent = this.#process;
    if (agent === undefined) return 0;
    this.#process = undefined;
    if (agent.exitCode === null && agent.signalCode === null) {
      const closed = once(agent, 'close');
      agent.kill(signal);
      await closed;
    }
    return agent.exitCode ?? agent.signalCode ?? 0;
  }
}
