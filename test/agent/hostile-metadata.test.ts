import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

/** Ways to put something in the place of a container's `config.v2.json`. */
const ATTACKS: Readonly<Record<string, (path: string) => void>> = {
  'a named pipe that nobody writes to': (path) => void execFileSync('mkfifo', [path]),
  'a link to /dev/zero': (path) => fs.symlinkSync('/dev/zero', path),
  'a sparse file of 1 TB': (path) => {
    fs.writeFileSync(path, '');
    fs.truncateSync(path, 1e12);
  },
  '5,000,000 opening brackets': (path) => fs.writeFileSync(path, '['.repeat(5_000_000)),
  '4,000,000 opening brackets': (path) => fs.writeFileSync(path, '['.repeat(4_000_000)),
  'a folder': (path) => fs.mkdirSync(path),
};

test('hostile-metadata: what stands in the place of a container file stops no other container', async (t) => {
  const scenario = await Scenario.begin(t);
  for (const attack of Object.values(ATTACKS)) {
    const { folder } = scenario.docker.create({ name: 'hostile' });
    const path = join(folder, 'config.v2.json');
    fs.rmSync(path);
    attack(path);
  }
  const prod = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 5; i++) prod.print('before');
  const agent = scenario.startAgent('*', '--scan-interval', '200ms');
  await scenario.delivered();
  for (let i = 0; i < 5; i++) prod.print('after');
  await scenario.delivered();
  const told = () => agent.lines.filter(({ msg }) => /^Cannot read this file/.test(String(msg)));
  await agent.line(() => told().length >= Object.keys(ATTACKS).length, 'each file that can not be read');
  // Once for each, with a remedy, however many scans there are.
  for (const { path, cause, remedy } of told()) assert.ok(remedy, `${path} ${cause}`);
  assert.equal(told().length, Object.keys(ATTACKS).length);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${Object.keys(ATTACKS).length} hostile container files`);
});

/** A name that shows as another one, with a terminal sequence of one byte's code and a character nobody sees. */
const HOSTILE_NAME = 'prod1\u202egol.exe\u2066\u009b31m\u200b';
const HOSTILE = /[\u0080-\u009f\u200b\u202a-\u202e\u2066-\u2069]/;

test('hostile-metadata: a name with marks that turn the writing reaches no terminal: not by the JSON log, not by search', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: HOSTILE_NAME }).print('a line');
  const agent = scenario.startAgent('*', '--elasticsearch', '', '--store-listen', '127.0.0.1:0');
  const { url } = await agent.line(({ msg }) => msg === 'Embedded store started', 'the store');
  const { container } = await agent.line(({ msg }) => msg === 'Following container', 'the container');
  assert.equal(container, HOSTILE_NAME, 'programs read the name as it is');
  await waitFor(
    async () => /"count":1\b/.test(await (await fetch(`${url}/_count`)).text()),
    'the line in the store',
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.match(agent.output, /\\u202egol/);
  assert.doesNotMatch(agent.output, HOSTILE);
  for (const json of [[], ['--json']]) {
    const search = scenario.run('search', 'line', '--state-dir', scenario.stateDir, ...json);
    assert.equal((await search.exited).code, 0);
    assert.match(search.output, /prod1\\u202egol/);
    assert.doesNotMatch(search.output, HOSTILE);
  }
});

for (const [what, TERM] of [
  ['the log for people', 'dumb'],
  ['the live view', 'xterm'],
] as const) {
  test(`hostile-metadata: a name with marks that turn the writing reaches no terminal: not by ${what}`, async (t) => {
    const scenario = await Scenario.begin(t);
    scenario.docker.create({ name: HOSTILE_NAME }).print('a line');
    // util-linux' script(1) gives a program a terminal.
    const terminal = [
      'env',
      `TERM=${TERM}`,
      'bash',
      '-c',
      'exec script -qec "exec $(printf "%q " "$@")" /dev/null',
      'bash',
    ];
    const agent = scenario.startAgentBy(terminal, '*');
    await scenario.delivered();
    await waitFor(() => /Following container/.test(agent.output), 'the container in the log');
    if (TERM === 'xterm') await waitFor(() => /shipped .*1/.test(agent.output), 'the live view');
    await agent.stop();
    assert.match(agent.output, /prod1\\u202egol/);
    assert.doesNotMatch(agent.output, HOSTILE);
    await scenario.assertDelivered();
  });
}
