import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import type { Source } from '../support/backend.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { Scenario } from '../support/scenario.ts';

/** Objects that are no document as they stand: one of their names is a plain value and an object at once. */
const CLASHES: Readonly<Record<string, object>> = {
  'plain first': { error: 'no such host', 'error.file': 'client.go:12', 'error.function': 'get', msg: 'T' },
  'of numbers': { http: 'GET /', 'http.status_code': 200, msg: 'T' },
  'dotted first': { 'x.y': 1, x: { y: { z: 1 } }, msg: 'T' },
  'inside an object': { ctx: { user: 'u1', 'user.id': 7 }, msg: 'T' },
  'of labels': { kubernetes: { labels: { app: 'shop', 'app.kubernetes.io/name': 'shop' } }, msg: 'T' },
};

for (const where of ['json', 'container', 'root']) {
  test(`json-clash: names that contradict each other inside one line are taken by the index, with --json-fields ${where}`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'shop' });
    for (const members of Object.values(CLASHES))
      container.printLine((token) => ({
        text: JSON.stringify(members).replace('"T"', `"${token}"`),
        fields: undefined,
      }));
    const agent = scenario.startAgent('shop', '--json-fields', where);
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    const { lost, doubled } = await scenario.audit();
    assert.deepEqual([lost, doubled], [[], []]);
    assert.deepEqual(readDeadLetters(scenario.stateDir), []);
    const documents = [...(await scenario.documents()).values()];
    const simple = documents.filter((source: Source) => field(source, 'event.kind') === 'pipeline_error');
    assert.deepEqual(simple, []);
  });
}
