import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../support/fault.ts';
import { Scenario } from '../support/scenario.ts';
import { shipThroughTrouble } from '../support/through-trouble.ts';

const TROUBLES: Readonly<Record<string, readonly Fault[]>> = {
  'the reply is lost after everything was stored': [{ kind: 'reply-lost' }],
  'the reply is cut, or a page of a proxy': [{ kind: 'reply-cut' }, { kind: 'reply-not-json' }],
  'the connection breaks before or after storing': [{ kind: 'reset' }, { kind: 'reply-lost' }],
};

for (const [name, faults] of Object.entries(TROUBLES)) {
  test(`reply-lost: ${name}: sent again, already there counts as delivered`, async (t) => {
    const scenario = await Scenario.begin(t);
    let lost = 0;
    scenario.elasticsearch.inject = ({ number }) =>
      number % 4 === 0 || number > 40 ? undefined : faults[lost++ % faults.length];
    await shipThroughTrouble(scenario, 7);
    const { duplicates } = scenario.elasticsearch.seen;
    await scenario.assertDelivered(`${lost} replies lost, ${duplicates} documents sent twice`);
    assert.ok(duplicates > 0);
    assert.equal(scenario.elasticsearch.seen.refused, 0);
  });
}
