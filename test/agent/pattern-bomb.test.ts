import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

/** Each takes a backtracking engine years, or minutes where it only steps through simple loops. */
const BOMBS = [
  '(?<x>(a+)+)$',
  '(?<x>(a|a)*)b',
  '(?<x>.*?)(?<y>\\s+)',
  '.*.*=(?<z>.*)',
  '(?<w>(?:\\w+\\s?)*)\\.',
  '%{DATA:a}%{GREEDYDATA:b}%{NOTSPACE:c}%{UNIXPATH:d}=',
];

/** What sets them off: at the longest length for the backtracking engine, and in the other one's realm. */
const LENGTHS = [4000, 100 * 1024];
const FUSES = ['a', ' ', 'aaaa '];

test('pattern-bomb: careless patterns and hostile lines: all lines arrive, the neighbours’ too', async (t) => {
  const scenario = await Scenario.begin(t);
  const hostile = scenario.docker.create({ name: 'hostile' });
  const neighbour = scenario.docker.create({ name: 'neighbour' });
  const agent = scenario.startAgent('*', ...BOMBS.flatMap((bomb) => ['--pattern', bomb]));
  for (const length of LENGTHS) {
    for (const fuse of FUSES) {
      hostile.print(`${fuse.repeat(length / fuse.length)}!`);
      neighbour.print(`beside ${length} bytes: not harmed!`);
    }
  }
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${BOMBS.length} careless patterns, lines up to 100 KiB`);
});

test('pattern-bomb: a pattern that can not be bounded is refused at start', async (t) => {
  const scenario = await Scenario.begin(t);
  for (const pattern of ['(?<a>x+)\\1', '(?<a>x)(?=y)', '(?<a>(?:x{50}){50})', '(?<a>\\w+)\\k<a>']) {
    const agent = scenario.startAgent('prod1', '--pattern', pattern);
    const { code } = await agent.exited;
    assert.equal(code, 1);
    assert.match(
      agent.output,
      /^--pattern: ".*" can take too long on a hostile line\. Leave out back-references/,
    );
    assert.doesNotMatch(agent.output, /\n\s+at /);
  }
});
