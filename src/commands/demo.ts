import { tmpdir } from 'node:os';
import { type Demo, startDemo } from '../demo/demo.ts';
import { type Given, resolveOptions } from '../options/options.ts';
import { StateError } from '../state/state-events.ts';
import { follow } from './run.ts';

/** `logagent demo`: everything on one machine, with made-up lines and the embedded store, in a temporary folder. */
export async function runDemo(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  const demo = await start().catch((error: Error) => {
    throw noRoom(error);
  });
  try {
    const { containersDir, stateDir } = demo;
    // Fixed, so that the demo doesn't reach a real cluster when a variable happens to be set.
    const fixed = {
      containers: 'prod1',
      'containers-dir': containersDir,
      'state-dir': stateDir,
      elasticsearch: '',
    };
    return await follow(resolveOptions({ ...given, ...fixed }, env), env, 'Agent stopped');
  } catch (error) {
    throw error instanceof StateError ? noRoom((error.cause as Error | undefined) ?? error) : error;
  } finally {
    await demo.remove();
    if (process.stdout.isTTY) process.stdout.write('The demo has ended, its temporary folder is removed.\n');
  }
}

function start(): Promise<Demo> {
  return startDemo({
    random: Math.random,
    now: Date.now,
    every: (ms, call) => {
      const timer = setInterval(call, ms);
      return () => clearInterval(timer);
    },
    failed: (error) => process.stderr.write(`The demo can write no more lines: ${error.message}\n`),
  });
}

function noRoom(cause: Error): Error {
  return new Error(
    `The demo can't keep its files in ${tmpdir()}: ${cause.message}. Make room there, or name another folder by TMPDIR.`,
    { cause },
  );
}
