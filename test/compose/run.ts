/**
 * Builds the project's image by its own compose file on the engine at DOCKER_HOST, or on a private one, and runs the
 * tests of this folder there. The engine needs compose v2 and the images that Dockerfile and compose file name.
 */
import { project, run } from '../docker/commands.ts';
import { startEngine } from '../docker/engine.ts';
import { runTests } from '../docker/run-tests.ts';

const engine = await startEngine({ base: ['debian', 'node', 'busybox'], elasticsearch: ['7.6.2'] });
try {
  const begin = Date.now();
  await run('docker', ['compose', 'build', '--quiet'], { env: engine.env, cwd: project });
  const bytes = Number(await engine.docker('image', 'inspect', '--format', '{{.Size}}', 'logagent:latest'));
  console.log(`image built in ${Math.round((Date.now() - begin) / 1000)} s, ${Math.round(bytes / 1e6)} MB`);

  process.exitCode = await runTests(engine, import.meta.dirname);
} finally {
  await engine.stop();
}
