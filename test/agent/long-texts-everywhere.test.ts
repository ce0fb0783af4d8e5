import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { freePort } from '../support/ports.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const CONTAINERS = 40;
const BUDGET = 4 * 1024 * 1024;
const BODY = 1.1 * 1024 * 1024;
const BLOCK = 512 * 1024;
/** All of them together are 72 MB, of which 2 MiB may be held. */
const TEXT = 'x'.repeat(900_000);

test('long-texts-everywhere: what is unfinished of many containers stays within the budget, and all of each text arrives', async (t) => {
  const scenario = await Scenario.begin(t);
  for (let i = 0; i < CONTAINERS; i++) {
    const container = scenario.docker.create({ name: `prod${i}` });
    // Parts of the two streams take turns, so that both are unfinished at once.
    const lines = (['stdout', 'stderr'] as const).map((stream) => container.begin(TEXT, { stream }));
    for (let part = 0; part < 40; part++) for (const line of lines) line.part();
    for (const line of lines) line.rest();
    container.print('short');
  }
  const port = await freePort();
  const options = ['--budget', '4mib', '--batch-bytes', '1mib', '--listen', `127.0.0.1:${port}`];
  scenario.startAgent('*', ...options);
  let most = 0;
  const look = async () => {
    const page = await fetch(`http://127.0.0.1:${port}/metrics`).then(
      (reply) => reply.text(),
      () => '',
    );
    most = Math.max(most, Number(/^logagent_budget_used_bytes (\d+)/m.exec(page)?.[1] ?? 0));
    // Of pieces there are more than lines.
    return scenario.waiting <= 0 && /^logagent_lag_bytes 0$/m.test(page);
  };
  await waitFor(look, () => `${scenario.waiting} lines are not accepted`);
  // Beyond it are at most one body, and the parts of one block beside it: both are asked about only after a line.
  assert.ok(most > 0 && most <= BUDGET + BODY + BLOCK, `${most} bytes held`);
  const pieces = new Map<string, { at: number; text: string }[]>();
  for (const [id, source] of await scenario.documents()) {
    const place = `${field(source, 'container.name')} ${source.stream}`;
    const { message, event } = source as { message: string; event?: unknown };
    if (message.startsWith('short')) continue;
    assert.ok(message.length > TEXT.length || event !== undefined, 'a piece is marked');
    pieces.set(place, [...(pieces.get(place) ?? []), { at: Number(id.split('.')[1]), text: message }]);
  }
  const texts = [...pieces.values()].map((all) =>
    all
      .sort((x, y) => x.at - y.at)
      .map(({ text }) => text)
      .join(''),
  );
  const printed = scenario.docker.containers.flatMap((container) =>
    container.printed.slice(0, 2).map(({ text }) => text),
  );
  assert.deepEqual(texts.toSorted(), printed.toSorted());
  t.diagnostic(
    `${2 * CONTAINERS} texts of 900,000 bytes at once, at most ${most.toLocaleString('en')} bytes held`,
  );
});
