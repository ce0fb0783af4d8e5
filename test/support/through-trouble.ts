import assert from 'node:assert/strict';
import type { AgentProcess } from './agent-process.ts';
import { combinedLines, seededRandom } from './lines.ts';
import type { Scenario } from './scenario.ts';

/** Ships many lines through whatever `scenario.elasticsearch.inject` does, and then one more. The agent has ended in order. */
export async function shipThroughTrouble(scenario: Scenario, seed: number): Promise<AgentProcess> {
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(seed));
  for (let i = 0; i < 1500; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '64kib');
  await scenario.delivered();
  container.print('after the trouble');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  return agent;
}
