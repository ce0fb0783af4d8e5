import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nameOf, optionDefinitions } from '../src/option-definitions.ts';
import { hostLabel, OptionError } from '../src/option-values.ts';
import { resolveOptions } from '../src/options.ts';
import { good as pem } from './ship/certificates.ts';

const containers = { containers: 'prod1' };

const folder = mkdtempSync(join(tmpdir(), 'logagent-options-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const certificate = join(folder, 'ca.pem');
writeFileSync(certificate, pem);

function complaint(given: Record<string, string>, env: Record<string, string> = {}): string {
  try {
    resolveOptions({ ...containers, ...given }, env);
  } catch (error) {
    assert.ok(error instanceof OptionError);
    return error.message;
  }
  return 'no complaint';
}

test('defaults', () => {
  assert.deepEqual(resolveOptions(containers, {}), {
    containers: ['prod1'],
    containersDir: '/var/lib/docker/containers',
    elasticsearch: [],
    index: 'logs',
    apiKey: undefined,
    ca: undefined,
    stateDir: '/var/lib/logagent',
    deadLettersMax: 256 * 1024 * 1024,
    holdDeletedMax: 1024 ** 3,
    from: 'beginning',
    unmatched: 'ship',
    format: ['pattern', 'combined'],
    patterns: [],
    patternNumbers: [],
    labels: ['*'],
    hostName: hostname(),
    minShippers: 1,
    maxShippers: 32,
    queueHigh: 100,
    batchBytes: 1024 * 1024,
    compression: 'none',
    budget: 12 * 1024 * 1024,
    maxLine: 1024 * 1024,
    partialTimeout: 5000,
    scanInterval: 30_000,
    shutdownTimeout: 10_000,
    storeListen: { host: '127.0.0.1', port: 9280 },
    storeMax: 1024 ** 3,
    listen: undefined,
    logLevel: 'info',
  });
});

test('containers: repeated, comma-separated, by either variable, flag first', () => {
  assert.deepEqual(resolveOptions({ containers: ['a,b', ' c '] }, {}).containers, ['a', 'b', 'c']);
  assert.deepEqual(resolveOptions({}, { SOURCE_CONTAINER: 'prod1' }).containers, ['prod1']);
  assert.deepEqual(resolveOptions({}, { LOGAGENT_CONTAINERS: 'x,y' }).containers, ['x', 'y']);
  assert.deepEqual(
    resolveOptions({ containers: 'flag' }, { LOGAGENT_CONTAINERS: 'x', SOURCE_CONTAINER: 'y' }).containers,
    ['flag'],
  );
  for (const env of [{}, { LOGAGENT_CONTAINERS: '' }, { SOURCE_CONTAINER: ' , ' }]) {
    assert.throws(() => resolveOptions({}, env), {
      name: 'OptionError',
      message: /^You must specify a source container name\.\nFor example: logagent --containers/,
    });
  }
});

test('every option can be given by its variable', () => {
  const values: Record<string, string> = {
    elasticsearch: 'http://es01:9200',
    from: 'end',
    unmatched: 'drop',
    compression: 'gzip',
    'log-level': 'warn',
    index: 'other',
    'ca-file': certificate,
    format: 'json,plain',
    pattern: '(?<level>[A-Z]+) (?<rest>.*)',
    // Names groups of a pattern; with one it is tested below.
    'pattern-numbers': ' ',
  };
  for (const { flags, env, default: fallback } of optionDefinitions) {
    const name = nameOf(flags);
    const value = values[name] ?? (fallback || 'value:1');
    const byVariable = resolveOptions({ ...(name !== 'containers' && containers) }, { [env]: value });
    const byFlag = resolveOptions({ ...containers, [name]: value }, {});
    assert.deepEqual(byVariable, byFlag, env);
  }
});

test('sizes and times', () => {
  const resolved = resolveOptions(
    { ...containers, 'batch-bytes': '512KiB', budget: '64mb', 'partial-timeout': '250ms' },
    {},
  );
  assert.equal(resolved.batchBytes, 512 * 1024);
  assert.equal(resolved.budget, 64 * 1024 * 1024);
  assert.equal(resolved.partialTimeout, 250);
});

test('elasticsearch: several hosts, credentials stay out of labels', () => {
  const { elasticsearch } = resolveOptions(
    { ...containers, elasticsearch: 'http://es01:9200,https://u:p@es02' },
    {},
  );
  assert.deepEqual(elasticsearch.map(hostLabel), ['http://es01:9200', 'https://es02']);
});

test('each mistake is one sentence that names the option and the remedy', () => {
  assert.match(
    complaint({ elasticsearch: 'es01:9200' }),
    /^--elasticsearch: es01:\/\/ is not http:\/\/.* Write it like/,
  );
  assert.match(
    complaint({ elasticsearch: 'http://' }),
    /^--elasticsearch: one of the addresses is not a URL\. Write it/,
  );
  assert.match(
    complaint({ index: 'Logs' }),
    /^--index: "Logs" is not a name Elasticsearch allows\. Use lower case/,
  );
  assert.match(complaint({ from: 'start' }), /^--from: "start" is none of beginning, end\.$/);
  assert.match(complaint({ 'batch-bytes': '10x' }), /^--batch-bytes: "10x" is not a size\. Write it like/);
  assert.match(complaint({ 'batch-bytes': '1' }), /^--batch-bytes: "1" is not between 4096 and \d+ bytes\.$/);
  assert.match(
    complaint({ 'max-shippers': '0' }),
    /^--max-shippers: "0" is not a whole number from 1 to 1024\.$/,
  );
  assert.match(
    complaint({ 'scan-interval': '10' }),
    /^--scan-interval: "10" is not a time of at most a day\. Write/,
  );
  assert.match(complaint({ 'scan-interval': '0s' }), /^--scan-interval: "0s" is not a time/);
  assert.match(
    complaint({ listen: 'nowhere' }),
    /^--listen: "nowhere" is not an address\. Write it like 127/,
  );
  assert.match(complaint({ listen: '127.0.0.1:70000' }), /is not an address/);
  assert.match(complaint({ 'containers-dir': '' }), /^--containers-dir is empty\. Give a folder\.$/);
  assert.match(
    complaint({ 'min-shippers': '9', 'max-shippers': '3' }),
    /^--min-shippers \(9\) is above --max-shippers \(3\)\./,
  );
  assert.match(complaint({ budget: '1mib' }), /^--budget \(1048576 bytes\) holds fewer than two batches/);
});

test('formats: in their order, patterns beside commas, one a line in the variable', () => {
  const resolve = (given: Record<string, string | string[]>, env = {}) =>
    resolveOptions({ ...containers, ...given }, env);
  assert.deepEqual(resolve({ format: ['json', 'combined, plain'] }).format, ['json', 'combined', 'plain']);
  const sources = ['(?<a>x{1,2})', '(?<b>y),(?<n>\\d+)'];
  for (const { patterns, patternNumbers } of [
    resolve({ pattern: sources, 'pattern-numbers': 'n' }),
    resolve({}, { LOGAGENT_PATTERN: `\n${sources.join('\n')}\n`, LOGAGENT_PATTERN_NUMBERS: 'n' }),
  ]) {
    assert.deepEqual(
      patterns.map(({ source }) => source),
      sources,
    );
    assert.deepEqual(patternNumbers, ['n']);
  }
});

test('patterns: mistakes', () => {
  const mistake = (pattern: string) => complaint({ pattern });
  assert.match(mistake('(?<a>x'), /^--pattern: "\(\?<a>x" is no regular expression: Unterminated group\.$/);
  assert.match(mistake('x+'), /^--pattern: "x\+" has no named group\. Write \(\?<level>/);
  assert.match(
    mistake('(?<host>x)'),
    /^--pattern: .* has a group "host", and @timestamp, .*Give the group another/,
  );
  assert.match(mistake('(?<a>x)\\1'), /^--pattern: .* can take too long .*Leave out back-references/);
  assert.match(
    complaint({ pattern: '(?<a>x)', 'pattern-numbers': 'a,b' }),
    /^--pattern-numbers: no --pattern has a group named "b"\. Name groups of a pattern\.$/,
  );
  assert.match(complaint({ format: 'xml' }), /^--format: "xml" is none of combined, json, pattern, plain\.$/);
});

test('a password in a wrong address is not repeated', () => {
  for (const address of ['http://user:hunter2@[', 'user:hunter2@es01', 'ftp://user:hunter2@es01']) {
    assert.doesNotMatch(complaint({ elasticsearch: address }), /hunter2/);
  }
});

test('addresses', () => {
  const listen = (text: string) => resolveOptions({ ...containers, listen: text }, {}).listen;
  assert.deepEqual(listen('[::1]:80'), { host: '::1', port: 80 });
  assert.deepEqual(listen(':9600'), { host: '127.0.0.1', port: 9600 });
  assert.deepEqual(listen('0.0.0.0:0'), { host: '0.0.0.0', port: 0 });
});

test('API keys: white space around them goes, what can be no key is refused without being repeated', () => {
  const key = (text: string) => resolveOptions({ ...containers, 'api-key': text }, {}).apiKey;
  assert.equal(key('c2VjcmV0OmtleQ==\n'), 'c2VjcmV0OmtleQ==');
  assert.equal(key(' \n'), undefined);
  const sentence = complaint({ 'api-key': 'hunter2\nhunter3' });
  assert.match(sentence, /^--api-key holds characters that no API key has\. Give the encoded key/);
  assert.doesNotMatch(sentence, /hunter/);
});

test('certificates are read and checked at start', () => {
  assert.equal(resolveOptions({ ...containers, 'ca-file': certificate }, {}).ca, pem);
  const junk = join(folder, 'junk.pem');
  writeFileSync(junk, 'junk');
  assert.match(
    complaint({ 'ca-file': junk }),
    /^--ca-file: \S+junk\.pem can't be used: .*\. Give a file of PEM/,
  );
  assert.match(
    complaint({ 'ca-file': join(folder, 'no') }),
    /^--ca-file: \S+ can't be used: ENOENT.*\. Give a file/,
  );
});
