import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openFilesOf } from './open-files.ts';
import { waitFor } from './wait.ts';

/** One line of the agent's log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built program; another build is tested by naming it in the environment. */
export const CLI =
  process.env.LOGAGENT_TEST_CLI ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** Far more than the agent's own `--shutdown-timeout`, for busy machines. */
const STOP_DEADLINE = 40_000;

/** A running `logagent`, as a process of its own. */
export class AgentProcess {
  /** Everything it printed on standard output and standard error. */
  output = '';
  readonly lines: LogLine[] = [];
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  #incomplete = '';

  /** `wrapper`: a command that runs the one behind it, with other limits or rights. */
  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    cli = CLI,
    wrapper: readonly string[] = [],
  ) {
    if (!existsSync(cli)) throw new Error(`${cli} is not there: build it first with npm run build`);
    const [program = '', ...rest] = [...wrapper, process.execPath, cli, ...args];
    this.#process = spawn(program, rest, {
      env: { ...environment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = new Promise((resolve, reject) => {
      this.#process.on('error', reject);
      this.#process.on('close', (code, signal) => resolve({ code, signal }));
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
    });
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The paths of its open files; one that was deleted ends in ` (deleted)`. */
  openFiles(): string[] {
    return openFilesOf(this.pid);
  }

  /** Asks it to end as an operator does and waits until it has; fails when it has to be killed after all. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    this.#process.kill(signal);
    let tooLate = false;
    const timer = setTimeout(() => {
      tooLate = true;
      this.#process.kill('SIGKILL');
    }, STOP_DEADLINE);
    const exit = await this.exited;
    clearTimeout(timer);
    if (tooLate) throw new Error(`not ended ${STOP_DEADLINE / 1000} s after ${signal}${this.tail()}`);
    return exit;
  }

  /** SIGKILL: no time to save anything. */
  async kill(): Promise<Exit> {
    return this.stop('SIGKILL');
  }

  /** The first line of the log that fulfils the condition, now or later. */
  async line(condition: (line: LogLine) => boolean, what: string): Promise<LogLine> {
    return waitFor(
      () => this.lines.find(condition),
      () => `${what} in the agent's log${this.tail()}`,
    );
  }

  /** Why `/readyz` says that it is not ready; undefined when it is. It must have been started with `--listen`. */
  async unready(): Promise<string | undefined> {
    const { health } = await this.line(({ msg }) => msg === 'Agent started', 'its start');
    const answer = await fetch(`${health}/readyz`);
    const text = (await answer.text()).trim();
    return answer.status === 200 ? undefined : text;
  }

  /** Waits until `/readyz` gives a reason that fits. */
  async becomesUnready(reason: RegExp): Promise<void> {
    let last: string | undefined;
    await waitFor(
      async () => {
        last = await this.unready();
        return last !== undefined && reason.test(last);
      },
      () => `unready because of ${reason}; it is ${last ?? 'ready'}${this.tail()}`,
    );
  }

  async becomesReady(): Promise<void> {
    let last: string | undefined;
    await waitFor(
      async () => {
        last = await this.unready();
        return last === undefined;
      },
      () => `ready; it is not: ${last}${this.tail()}`,
    );
  }

  /** What it printed last, for the message of a failure. */
  tail(): string {
    const state = this.running
      ? 'running'
      : `ended with ${this.#process.exitCode ?? this.#process.signalCode}`;
    return `\nagent ${state}; it printed last:\n${this.output.split('\n').slice(-25).join('\n')}`;
  }

  #read(text: string): void {
    this.output += text;
    const lines = (this.#incomplete + text).split('\n');
    this.#incomplete = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('{')) this.lines.push(JSON.parse(line) as LogLine);
    }
  }
}

/** Without anything that would choose options for the agent, or tell it that it is a test. */
function environment(): NodeJS.ProcessEnv {
  const ours = (name: string): boolean => /^(LOGAGENT_|SOURCE_CONTAINER$|NODE_TEST_)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours(name)));
}
