import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The project's folder. */
export const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** Runs a program to its end and gives its standard output; a failure carries what it printed. */
export async function run(program: string, args: readonly string[], options: CommandOptions = {}) {
  try {
    const { stdout } = await execute(program, args, { maxBuffer: 256 * 1024 * 1024, ...options });
    return stdout.trimEnd();
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    const printed = `${stdout ?? ''}${stderr ?? ''}`.trim();
    throw new Error(`${program} ${args.slice(0, 6).join(' ')} failed: ${printed.slice(-4000)}`, {
      cause: error,
    });
  }
}

/** Polls until `condition` gives something that is not undefined or false; `what` is named when time is up. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  milliseconds = 60_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  let trouble: unknown;
  while (Date.now() < deadline) {
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
      trouble = undefined;
    } catch (error) {
      trouble = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not within ${milliseconds / 1000} s`, { cause: trouble });
}
