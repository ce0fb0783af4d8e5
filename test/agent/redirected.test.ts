import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

for (const status of [301, 307]) {
  test(`redirected: ${status} to another host: nothing goes there, unready with the remedy, delivered when it ends`, async (t) => {
    const scenario = await Scenario.begin(t);
    const { elasticsearch } = scenario;
    let strayed = 0;
    const elsewhere = createServer((_, response) => {
      strayed++;
      response.end('{"errors":false}');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    t.after(() => elsewhere.close());
    const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/logs/_bulk`;
    let redirected = 0;
    elasticsearch.inject = () => {
      redirected++;
      return { kind: 'status', status, body: '', headers: { location } };
    };
    const container = scenario.docker.create({ name: 'prod1' });
    const make = combinedLines(seededRandom(75));
    for (let i = 0; i < 200; i++) container.printLine(make);
    const agent = scenario.startAgent('prod1', '--api-key', 'c2VjcmV0', '--listen', '127.0.0.1:0');
    await agent.becomesUnready(/give --elasticsearch the address it redirects to/);
    await waitFor(() => redirected > 3, 'several tries');
    elasticsearch.inject = () => undefined;
    await scenario.delivered();
    await agent.becomesReady();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered(`${redirected} requests redirected`);
    assert.equal(strayed, 0, 'requests to an address that nobody gave');
  });
}
