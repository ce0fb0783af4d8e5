import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** Mistakes as people make them, with the whole of what they are told. */
const MISTAKES: readonly (readonly [string, string])[] = [
  ['helth', 'There is no command "helth". Did you mean health?'],
  [
    'prod1',
    'There is no command "prod1". The commands are demo, produce, parse, search, dead, template, health; a container is followed by --containers.',
  ],
  [
    '--containers prod1 prod2',
    'There is no command "prod2". Put commas between containers: --containers prod1,prod2.',
  ],
  [
    '--containers a http://u:SECRET@es02',
    'There is no command "http://u:xxxxxx@es02". Put commas between containers: --containers \'a,http???u?xxxxxx?es02\'.',
  ],
  ['dead lst', 'There is no command "lst". Did you mean list? See logagent --help.'],
  ['--containres x', 'There is no option "--containres". Did you mean --containers? See logagent --help.'],
  ['--api-kye=SECRET', 'There is no option "--api-kye". Did you mean --api-key? See logagent --help.'],
  ['produce --line 3', 'There is no option "--line". Did you mean --lines? See logagent --help.'],
  ['health now', 'logagent health takes fewer words. See logagent --help.'],
  ['search', "Missing required argument 'text'. See logagent --help."],
  ['--containers', "Option '--containers <names>' argument missing. See logagent --help."],
  ['--index a --index b', '--index is given twice. Give it once.'],
];

for (const [line, sentence] of MISTAKES) {
  test(`logagent ${line}`, () => {
    const args = ['--import', 'tsx', cli, ...line.split(' ')];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.deepEqual([status, stdout, stderr], [1, '', `${sentence}\n`]);
  });
}

test('help and version are no mistakes', () => {
  for (const [word, start] of [
    ['--help', /^Usage: logagent /],
    ['--version', /^\d+\.\d+\.\d+\n$/],
    ['help', /^Usage: logagent /],
  ] as const) {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', cli, word], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, start);
  }
});
