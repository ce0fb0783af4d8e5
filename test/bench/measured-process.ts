import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** True where programs can be bound to cores and there are two to bind them to. */
export const canPin = cpus().length > 1 && spawnSync('taskset', ['--version']).status === 0;

/** The command that runs Node on one core. */
export function onCore(core: number, args: readonly string[]): [program: string, args: string[]] {
  const [program = '', ...words] = bound(core, [process.execPath, ...args]);
  return [program, words];
}

function bound(core: number, words: readonly string[]): readonly string[] {
  return canPin ? ['taskset', '-c', String(core), ...words] : words;
}

/** Seconds of CPU time of all threads of a process: fields 14 and 15 of /proc/PID/stat (proc(5)), in ticks of 10 ms. */
export function cpuSecondsOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field, the name in parentheses, may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A program whose use of the machine is read from Linux's /proc while it lives. */
export class MeasuredProcess {
  readonly startedAt = Date.now();
  readonly #process: ChildProcess;
  readonly #logPath: string;
  readonly #killed = (): void => void this.#process.kill('SIGKILL');

  /** Runs a program with its arguments on core 0; what it prints goes to a file. */
  constructor(command: readonly string[], logPath: string) {
    const log = openSync(logPath, 'w');
    const [program = '', ...words] = bound(0, command);
    this.#process = spawn(program, words, { stdio: ['ignore', log, log], env: environment() });
    this.#logPath = logPath;
    closeSync(log);
    // However the benchmark ends, nothing of it goes on.
    process.once('exit', this.#killed);
  }

  /** Seconds of CPU time of all its threads. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.#process.pid ?? 0);
  }

  /** The most resident memory it ever had, in MiB: VmHWM of /proc/PID/status. */
  peakMemory(): number {
    return this.#status('VmHWM');
  }

  /** Resident memory now, in MiB. */
  memory(): number {
    return this.#status('VmRSS');
  }

  /** Open file descriptors. */
  descriptors(): number {
    return readdirSync(`/proc/${this.#process.pid}/fd`).length;
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Throws with what it printed last when it is not running any more. */
  check(): void {
    if (this.running) return;
    throw new Error(`it ended; it printed last:\n${readFileSync(this.#logPath, 'utf8').slice(-2000)}`);
  }

  async end(): Promise<void> {
    process.off('exit', this.#killed);
    if (!this.running) return;
    const closed = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 15_000);
    await closed;
    clearTimeout(timer);
  }

  #status(name: string): number {
    const text = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    const [, kilobytes] = new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)!;
    return Number(kilobytes) / 1024;
  }
}

/** Nothing may choose options for the agent but the benchmark. */
function environment(): NodeJS.ProcessEnv {
  const ours = (name: string): boolean => name.startsWith('LOGAGENT_') || name === 'SOURCE_CONTAINER';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours(name)));
}
