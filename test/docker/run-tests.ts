import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine.ts';

/** Runs the test files of a folder one after the other on the engine; gives the exit code. */
export async function runTests(engine: Engine, folder: string): Promise<number> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-concurrency=1', ...files.map((name) => join(folder, name))],
    { stdio: 'inherit', env: { ...engine.env, LAB_CONTAINERS: engine.containersDir } },
  );
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}
