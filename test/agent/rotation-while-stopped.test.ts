import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

for (const compress of [false, true]) {
  test(`rotation-while-stopped: any number of rotations while the agent is down${compress ? ', compressed' : ''}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1', maxSize: 10_000, maxFile: 100, compress });
    const make = combinedLines(seededRandom(14));
    const print = (lines: number): void => {
      for (let i = 0; i < lines; i++) container.printLine(make);
    };
    print(50);
    // A line's worth, one rotation, many rotations; stopped in order and not.
    for (const [i, lines] of [1, 40, 800, 5, 300].entries()) {
      const agent = scenario.startAgent('prod1');
      await scenario.delivered();
      print(7);
      if (i % 2 === 0) await agent.stop();
      else await agent.kill();
      print(lines);
    }
    container.finishCompression();
    const agent = scenario.startAgent('prod1');
    await scenario.delivered();
    await agent.stop();
    await scenario.assertDelivered('5 stops with up to 24 rotations each');
  });
}
