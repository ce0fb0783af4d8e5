import { test } from 'node:test';
import { PART_BYTES } from '../support/docker-envelope.ts';
import { Scenario } from '../support/scenario.ts';

const PATIENT = ['--partial-timeout', '10m'];

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`overlapping-parts: of two lines under way at once one has arrived when the agent gets ${signal}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    for (let i = 0; i < 3; i++) {
      const agent = scenario.startAgent('prod1', ...PATIENT);
      // The file holds: part of out, part of err, last part of out, [stop], last part of err.
      const out = container.begin('o'.repeat(PART_BYTES + 10));
      out.part();
      const err = container.begin('e'.repeat(PART_BYTES + 10), { stream: 'stderr' });
      err.part();
      out.rest();
      // The line of stdout is there, that of stderr is not whole.
      await scenario.delivered(-1);
      if (signal === 'SIGKILL')
        await agent.line(({ msg }) => String(msg).startsWith('Currently running'), 'a second');
      await agent.stop(signal);
      err.rest();
    }
    const agent = scenario.startAgent('prod1', ...PATIENT);
    await scenario.delivered();
    await agent.stop();
    await scenario.assertDelivered('3 restarts between overlapping lines');
  });
}
