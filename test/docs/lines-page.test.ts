import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { resolveOptions } from '../../src/options/options.ts';
import { container, line, makeBlock, makeSource, Rig } from '../parse/rig.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const [, shown = ''] = /<!-- lines: [^>]*-->\n```\n([\s\S]*?)\n```\n<!-- \/lines -->/.exec(page) ?? [];
const LABEL = 'logagent.multiline';
const LABELLED = /^logagent\.multiline: (.*)$/;
const OPTION = /--([\w-]+) '([^']*)'/g;

/** What becomes of lines by options as a shell has them, or by a label as a compose file has it. */
function messagesBy(choice: string, lines: readonly string[]): string[] {
  const given = Object.fromEntries([...choice.matchAll(OPTION)].map(([, name, value]) => [name, value]));
  const { lines: multiline } = resolveOptions({ containers: '*', ...given }, {});
  const label = LABELLED.exec(choice)?.[1];
  assert.ok(label !== undefined || Object.keys(given).length > 0, choice);
  const labelled = { ...container, labels: label === undefined ? {} : { [LABEL]: label } };
  const rig = new Rig({ formats: ['plain'], multiline });
  const text = lines.map((each) => line(`${each}\n`)).join('');
  rig.parse(makeBlock(text, { source: makeSource({ container: labelled }) }));
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig.documents().map(({ source }) => source.message);
}

test('each choice on the page makes the documents that stand behind its lines', () => {
  const examples = shown.split(/\n\n(?=--|logagent)/);
  assert.ok(examples.length > 4);
  for (const example of examples) {
    const [choice = '', ...rest] = example.split('\n');
    const lines = rest.filter((text) => !text.startsWith('→ '));
    const documents = rest.filter((text) => text.startsWith('→ '));
    assert.deepEqual(
      messagesBy(choice, lines).map((message) => `→ ${JSON.stringify(message)}`),
      documents,
      choice,
    );
  }
});
