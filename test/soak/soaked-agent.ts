import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { cpuSecondsOf } from '../bench/measured-process.ts';
import { CLI } from '../support/agent-process.ts';

/** How long a stop may take: twice the agent's own time-out. */
const STOP_MS = 20_000;
const SAMPLE_MS = 1000;

/** The built agent for a long run: its log goes to a file, and its memory is looked at every second until it is stopped. */
export class SoakedAgent {
  /** MiB of resident memory, one for each second. */
  readonly memory: number[] = [];
  readonly logPath: string;
  /** Resolves with its exit code, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  cpuSeconds = 0;
  mostDescriptors = 0;
  readonly #process: ChildProcess;
  readonly #timer: NodeJS.Timeout;

  constructor(args: readonly string[], logPath: string, nodeOptions: readonly string[] = []) {
    this.logPath = logPath;
    const log = openSync(logPath, 'w');
    this.#process = spawn(process.execPath, [...nodeOptions, CLI, ...args], {
      stdio: ['ignore', log, log],
      env: environment(),
    });
    closeSync(log);
    this.ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Its exit code after SIGTERM; null when it had to be killed. */
  async stop(): Promise<number | null> {
    this.#sample();
    clearInterval(this.#timer);
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), STOP_MS);
    const code = await this.ended;
    clearTimeout(timer);
    return code;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** What it logged last. */
  tail(): string {
    return readFileSync(this.logPath, 'utf8').split('\n').slice(-25).join('\n');
  }

  #sample(): void {
    // It may have ended: that is for others to find.
    if (!this.running) return;
    const { pid = 0 } = this.#process;
    const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    if (kilobytes !== undefined) this.memory.push(Number(kilobytes) / 1024);
    this.cpuSeconds = cpuSecondsOf(pid);
    this.mostDescriptors = Math.max(this.mostDescriptors, readdirSync(`/proc/${pid}/fd`).length);
  }
}

/** Nothing may choose options for the agent but the run. */
function environment(): NodeJS.ProcessEnv {
  const ours = (name: string): boolean => name.startsWith('LOGAGENT_') || name === 'SOURCE_CONTAINER';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours(name)));
}
