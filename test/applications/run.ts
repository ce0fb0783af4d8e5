/**
 * Builds an image of ordinary applications and runs the tests of this folder with it, on the engine at DOCKER_HOST or on a private
 * one: `npm run test:applications`. It needs Go besides, and Debian's packages.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../docker/commands.ts';
import { type Engine, startEngine } from '../docker/engine.ts';
import { runTests } from '../docker/run-tests.ts';
import { IMAGE } from './applications.ts';

const engine = await startEngine({ base: ['debian', 'node'], elasticsearch: [] });
try {
  await build(engine);
  process.exitCode = await runTests(engine, import.meta.dirname);
} finally {
  await engine.stop();
}

/** What Debian has of Go is older than its structured logs. */
async function build({ env }: Engine): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'logagent-applications-'));
  try {
    await cp(join(import.meta.dirname, 'apps'), context, { recursive: true });
    await run('go', ['build', '-o', 'app', 'app.go'], { cwd: context, env: { ...env, CGO_ENABLED: '0' } });
    await run('docker', ['build', '--network', 'host', '--quiet', '--tag', IMAGE, context], { env });
  } finally {
    await rm(context, { recursive: true });
  }
}
