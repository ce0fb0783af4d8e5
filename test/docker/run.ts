/**
 * Runs the tests of this folder on the engine at DOCKER_HOST, or on a private one: `npm run test:docker [-- --kills 300]`.
 * It needs no image.
 */
import { parseArgs } from 'node:util';
import { startEngine } from './engine.ts';
import { runTests } from './run-tests.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' } } });
if (values.kills !== undefined) process.env.LOGAGENT_TEST_KILLS = values.kills;
const engine = await startEngine();
try {
  process.exitCode = await runTests(engine, import.meta.dirname);
} finally {
  await engine.stop();
}
