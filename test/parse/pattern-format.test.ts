import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COPIED, OTHER, UNSURE } from '../../src/parse/formats/format.ts';
import { PatternFormat } from '../../src/parse/formats/pattern.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';
import { escapeLog } from '../support/docker-envelope.ts';

/** The fields by both ways, which must agree; undefined for another format. */
function fields(source: string, text: string, numbers: string[] = []): unknown {
  const format = new PatternFormat(new Pattern(source), numbers);
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${escapeLog(Buffer.from(`${text}\n`)).slice(1)}\n`);
  scan.target = Buffer.alloc(1000);
  const copied = format.copy(scan);
  const members = format.read(text);
  if (members === undefined) {
    assert.equal(copied, OTHER);
    return undefined;
  }
  assert.equal(copied, COPIED);
  const parsed = JSON.parse(`{${members}}`);
  assert.deepEqual(JSON.parse(`{${scan.target.toString('utf8', 0, scan.out).slice(0, -1)}}`), parsed);
  return parsed;
}

test('each group that took part is a field', () => {
  assert.deepEqual(fields('(?<a>\\w+)(?: (?<b>\\w+))?', 'x y'), { a: 'x', b: 'y' });
  assert.deepEqual(fields('(?<a>\\w+)(?: (?<b>\\w+))?', 'x'), { a: 'x' });
  assert.deepEqual(fields('(?<a>.*)', ''), { a: '' });
  assert.equal(fields('(?<a>x)?.*', 'none took part'), undefined);
});

test('texts are escaped as they need it', () => {
  for (const text of [
    'plain',
    '"quoted"',
    'a\\b',
    'tab\t',
    '\u0000\u001b[0m',
    'é🚀',
    '<&>\u2028',
    '\u007f',
  ]) {
    assert.deepEqual(fields('(?<a>.)(?<b>.*)', text), {
      a: halves(text.charAt(0)),
      b: halves(text.slice(1)),
    });
  }
});

const halves = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');

test('a pair of surrogates that two groups share is two replacements', () => {
  assert.deepEqual(fields('(?<a>.)(?<b>.)', '🚀'), { a: '\ufffd', b: '\ufffd' });
});

test('numbers are those that are declared, or the text is of another format', () => {
  assert.deepEqual(fields('(?<a>.*) (?<b>.*)', '1 2', ['b']), { a: '1', b: 2 });
  for (const number of ['0', '-1', '1.5', '1e3']) {
    assert.deepEqual(fields('(?<n>.*)', number, ['n']), { n: Number(number) });
  }
  for (const text of ['-', '', '01', '1.', '0x1', 'NaN', ' 1'])
    assert.equal(fields('(?<n>.*)', text, ['n']), undefined);
  assert.equal(
    new PatternFormat(new Pattern('(?<n>.*)'), ['n']).read('9007199254740993'),
    '"n":9007199254740993',
  );
});

test('names that are not ASCII, and groups that repeat more text than there is room for', () => {
  assert.deepEqual(fields('(?<größe>.*)', '1'), { größe: '1' });
  const format = new PatternFormat(new Pattern('(?<a>(?<b>(?<c>.*)))'), []);
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${'x'.repeat(100)}\\n"\n`);
  scan.target = Buffer.alloc(1000);
  assert.equal(format.copy(scan), UNSURE);
});
