import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { templateArguments } from '../../src/options/destination.ts';
import { type Given, resolveOptions } from '../../src/options/options.ts';
import { resolveParsing } from '../../src/options/parsing.ts';

const folder = mkdtempSync(join(tmpdir(), 'logagent-filters-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const resolve = (given: Given) => resolveOptions({ containers: '*', ...given }, {});

function complaint(given: Given): string {
  try {
    resolve(given);
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
}

test('without any of them there is no filter, and none that looks into fields where events are chosen alone', () => {
  assert.equal(resolve({}).filter, undefined);
  assert.equal(resolve({ 'exclude-lines': 'a' }).filter?.fields, undefined);
  assert.deepEqual(resolve({ drop: 'agent,json.a' }).filter?.fields?.drop, ['agent', 'json.a']);
});

test('short names are those of the schema', () => {
  const fields = resolve({ schema: 'ecs', drop: 'agent', 'redact-fields': 'auth' }).filter?.fields;
  assert.deepEqual(fields?.drop, ['agent', 'user_agent.original']);
  assert.deepEqual(fields?.secret, ['auth', 'user.name']);
});

test('what can not be is told with the remedy', () => {
  const short = file('short', 'abc\n');
  const long = file('long', 'ab'.repeat(16));
  const expected: readonly (readonly [Given, RegExp])[] = [
    [{ 'include-lines': '(' }, /^--include-lines: "\(" is no regular expression: .*\.$/],
    [{ 'exclude-lines': '(a)\\1' }, /^--exclude-lines: .*\.$/],
    [{ sample: '0.1' }, /^--sample: "0.1" is no share of the events\. Write it like 1\/10/],
    [{ sample: '1/0' }, /^--sample:/],
    [{ add: 'env' }, /^--add: "env" is no field and value\. Write it like env=prod/],
    [{ add: '_id=1' }, /^--add: .* is no field and value/],
    [{ add: 'a..b=1' }, /^--add: .* is no field and value/],
    [{ add: ['env=a', 'env.b=c'] }, /^--add: "env.b" can't stand beside "env", which documents have already/],
    [{ add: 'container.name=x' }, /^--add: "container.name" can't stand beside "container.name"/],
    [{ add: 'json=x' }, /^--add: "json" can't stand beside "json"/],
    [{ add: 'status=x' }, /^--add: "status" can't stand beside "status"/],
    [{ add: 'env=prod', pattern: '(?<env>.*)' }, /^--pattern: .* has a group "env"/],
    [{ drop: '@timestamp' }, /^--drop: every document needs its @timestamp/],
    [{ redact: 'names' }, /^--redact: "names" is none of cards, emails, ips, tokens\.$/],
    [
      { redact: 'emails', 'redact-with': 'hash' },
      /^--redact-with hash needs a key, .* Give --redact-key-file\.$/,
    ],
    [
      { redact: 'emails', 'redact-key-file': long },
      /^--redact-key-file is the key of hashes\. Give --redact-with hash/,
    ],
    [
      { 'redact-with': 'hash', 'redact-key-file': long },
      /^--redact-with hash says how, and nothing says what\./,
    ],
    [
      { redact: 'ips', 'redact-with': 'hash', 'redact-key-file': short },
      /short can't be used: it holds fewer than 16 characters\. Give a file/,
    ],
    [
      { redact: 'ips', 'redact-with': 'hash', 'redact-key-file': join(folder, 'none') },
      /^--redact-key-file: /,
    ],
  ];
  for (const [given, message] of expected) assert.match(complaint(given), message);
});

test('the key is repeated in no message', () => {
  const key = file('key', 'kept secret, which has a space');
  assert.doesNotMatch(complaint({ 'redact-with': 'hash', redact: 'ips', 'redact-key-file': key }), /kept/);
});

test('fields that are added: objects by their dots, of OpenTelemetry attributes of the resource, and in the template', () => {
  const { schema, destination } = resolve({ add: ['env=prod', 'service.name=shop=1'] });
  assert.deepEqual(schema.constants, [
    { path: 'env', value: 'prod' },
    { path: 'service.name', value: 'shop=1' },
  ]);
  const { isDataStream } = destination;
  assert.equal(
    templateArguments({ isDataStream, policy: undefined, schema }, 'logs'),
    "--index logs --add 'env=prod' --add 'service.name=shop=1'",
  );
  assert.deepEqual(resolve({ schema: 'otel', add: 'env=prod' }).schema.constants, [
    { path: ['resource', 'attributes', 'env'], value: 'prod' },
  ]);
});

test('logagent parse has the same filter, but for the sample', () => {
  const { filter } = resolveParsing(
    { 'redact-fields': 'password', 'exclude-lines': 'a' },
    { LOGAGENT_SAMPLE: '1/1000' },
  );
  assert.deepEqual(filter?.fields?.secret, ['password']);
  assert.equal(filter?.choice.leftOut(true, 'b', 'KEY', 7), undefined);
  assert.equal(filter?.choice.leftOut(true, 'a', 'KEY', 7), 'exclude-lines');
});
