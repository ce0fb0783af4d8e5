import { openSync, writeSync } from 'node:fs';
import type { Span } from '../../src/log/span.ts';
import { State } from '../../src/state/state.ts';

/**
 * Plays an agent that is killed: settles contiguous ranges of one generation in random order, saving in between, until
 * somebody ends it. Its journal names each range before it settles and each offset after it was saved.
 */
const [folder = '', journal = ''] = process.argv.slice(2);
const log = openSync(journal, 'a');
const note = (text: string) => writeSync(log, `${text}\n`);
const unexpected = (...what: unknown[]) => note(`unexpected ${what.join(' ')}`);

const state = State.open(folder, {
  clock: Date.now,
  retentionMs: 3_600_000,
  deadLettersMaxBytes: 1e9,
  events: {
    startedAnew: unexpected,
    checkpointDamaged: unexpected,
    saveFailed: unexpected,
    savedAgain: unexpected,
    lettersDropped: unexpected,
    heldBack: unexpected,
    heldBackNoMore: unexpected,
  },
});

let next = state.resume('c', 'k')?.offset ?? 0;
state.begin({ key: 'k', containerId: 'c', path: '/c' }, next);
const flying: Span[] = [];
for (let turn = 0; ; turn++) {
  while (flying.length < 8) {
    const to = next + 1 + Math.floor(Math.random() * 1000);
    flying.push({ key: 'k', from: next, to, stamp: { length: to - next, hash: to } });
    next = to;
  }
  const spans = flying.splice(Math.floor(Math.random() * flying.length), 1);
  for (const { from, to } of spans) note(`settle ${from} ${to}`);
  state.settle(spans);
  if (turn % 7 === 0) {
    state.save();
    note(`saved ${state.resume('c', 'k')?.offset}`);
  }
  if (turn % 31 === 0) {
    const id = `k.${next}`;
    state.deadLetters.put([{ id, container: 'c', index: 'logs', document: '{}', status: 400, reason: 'no' }]);
    note(`letter ${id}`);
  }
  if (turn % 43 === 0 && state.boundaries([{ key: 'k', to: next, stream: 'stdout' }]))
    note(`boundary ${next}`);
}
