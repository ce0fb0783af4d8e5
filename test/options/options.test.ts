import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { optionRows } from '../../src/options/option-table.ts';
import { hostLabel, OptionError } from '../../src/options/option-values.ts';
import { resolveOption, resolveOptions } from '../../src/options/options.ts';
import { resolveParsing } from '../../src/options/parsing.ts';
import { NAMES } from '../../src/parse/formats/grok/names.ts';
import { IndexPattern } from '../../src/parse/routing/index-pattern.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { client, clientKey, otherClientKey } from '../ship/authority.ts';
import { good as pem } from '../ship/certificates.ts';

const containers = { containers: 'prod1' };

const folder = mkdtempSync(join(tmpdir(), 'logagent-options-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const certificate = join(folder, 'ca.pem');
writeFileSync(certificate, pem);
const [clientFile, keyFile] = [join(folder, 'client.pem'), join(folder, 'client.key')];
writeFileSync(clientFile, client);
writeFileSync(keyFile, clientKey);
const secret = join(folder, 'secret');
writeFileSync(secret, 'c2VjcmV0\n');
const longSecret = join(folder, 'long-secret');
writeFileSync(longSecret, `${'ab'.repeat(16)}\n`);

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
    containersDir: undefined,
    podsDir: undefined,
    allowLinkedLogs: [],
    elasticsearch: [],
    index: new IndexPattern('logs'),
    dataStream: undefined,
    indexLabel: 'use',
    pipeline: undefined,
    lifecyclePolicy: undefined,
    destination: {
      pattern: new IndexPattern('logs'),
      isDataStream: false,
      index: 'logs',
      labels: { dates: true },
    },
    template: 'make',
    apiKey: undefined,
    cloudId: undefined,
    proxies: undefined,
    apiKeyFile: undefined,
    bearerTokenFile: undefined,
    exclude: [],
    namespaces: [],
    user: '',
    passwordFile: undefined,
    ca: undefined,
    caFingerprint: undefined,
    certificate: undefined,
    key: undefined,
    stateDir: '/var/lib/logagent',
    deadLettersMax: 256 * 1024 * 1024,
    holdDeletedMax: 1024 ** 3,
    from: 'beginning',
    unmatched: 'ship',
    filter: undefined,
    includeLines: [],
    excludeLines: [],
    sample: 1,
    add: [],
    drop: [],
    redact: [],
    redactFields: [],
    redactPattern: [],
    redactWith: 'word',
    redactKey: undefined,
    jsonFields: 'json',
    requestParts: false,
    deadLettersFull: 'stop',
    format: ['auto'],
    schema: SCHEMAS.short,
    colours: 'strip',
    multiline: 'auto',
    multilineStart: '',
    multilineContinue: '',
    lines: 'auto',
    definitions: NAMES,
    patterns: [],
    patternTexts: [],
    patternDefinitions: [],
    patternNumbers: [],
    labels: [
      '*',
      '!com.docker.compose.[!ps]*',
      '!com.docker.compose.project.*',
      '!org.opencontainers.image.*',
      '!desktop.docker.io/*',
    ],
    optionalFields: [],
    hostName: hostname(),
    minShippers: 1,
    onRefused: 'simplify',
    maxShippers: 32,
    queueHigh: 100,
    batchBytes: 1024 * 1024,
    compression: 'none',
    budget: 12 * 1024 * 1024,
    maxLine: 1024 * 1024,
    linger: 200,
    partialTimeout: 5000,
    scanInterval: 30_000,
    shutdownTimeout: 10_000,
    storeListen: { host: '127.0.0.1', port: 9280 },
    storeMax: 1024 ** 3,
    listen: undefined,
    listenHost: [],
    logLevel: 'info',
  });
});

test('schema: by flag and variable; members at the top level only where lines have room there', () => {
  assert.equal(resolveOptions({ ...containers, schema: 'ecs' }, {}).schema, SCHEMAS.ecs);
  assert.equal(resolveOptions(containers, { LOGAGENT_SCHEMA: 'otel' }).schema, SCHEMAS.otel);
  assert.throws(() => resolveOptions({ ...containers, schema: 'ECS' }, {}), {
    name: 'OptionError',
    message: '--schema: "ECS" is none of short, ecs, otel.',
  });
  const root = { ...containers, 'json-fields': 'root' };
  assert.equal(resolveOptions({ ...root, schema: 'ecs' }, {}).jsonFields, 'root');
  const message =
    "--json-fields root puts the members of JSON lines beside the agent's fields, where --schema otel has room for none. Give --json-fields json or container.";
  assert.throws(() => resolveOptions({ ...root, schema: 'otel' }, {}), { name: 'OptionError', message });
  assert.throws(() => resolveParsing({ ...root, schema: 'otel' }, {}), { name: 'OptionError', message });
});

test('schema: a pattern with two names for one field is refused', () => {
  const given = { ...containers, pattern: '%{IP:ip} %{IP:source.ip}' };
  assert.equal(resolveOptions(given, {}).patterns.length, 1);
  assert.throws(() => resolveOptions({ ...given, schema: 'ecs' }, {}), {
    name: 'OptionError',
    message: /^--pattern: "%\{IP:ip\} %\{IP:source\.ip\}" has the fields "ip" and "source\.ip", which are/,
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

test('lists: a comma within brackets does not separate', () => {
  const containersOf = (text: string) => resolveOptions({ containers: text }, {}).containers;
  assert.deepEqual(containersOf('web-{1,2}'), ['web-{1,2}']);
  assert.deepEqual(containersOf('a,{b,{c,d}}-1 , e[,]f,'), ['a', '{b,{c,d}}-1', 'e[,]f']);
  assert.deepEqual(resolveOptions({ containers: ['web-{1,2}', 'db'] }, {}).containers, ['web-{1,2}', 'db']);
  assert.deepEqual(resolveOptions({}, { LOGAGENT_CONTAINERS: '{a,b}', LOGAGENT_LABELS: 'x.{y,z}' }).labels, [
    'x.{y,z}',
  ]);
  const long = '{'.repeat(100_000);
  assert.throws(() => containersOf(long), { name: 'OptionError' });
});

test('containers: what nobody is called says so, with thing, cause and remedy', () => {
  const mistakes: [string, RegExp][] = [
    ['*,!db1', /^--containers: "!db1" leaves nothing out\. Give --exclude db1 for that\.$/],
    ['web-{1,2', /^--containers: in "web-\{1" a \{ is without its other half\. Write globs like .*\.$/],
    ['web-1}', /a \} is without/],
    ['[!d', /a \[ is without/],
    ['!(db', /a \( is without/],
    ['x[z-a]', /^--containers: "x\[z-a\]" is not a glob that anything matches\. /],
    ['compose:', /^--containers: "compose:" names no Compose project or service\. Write it like /],
    ['compose:a/b/c', /names no Compose project or service/],
    ['compose:/web', /names no Compose project or service/],
    ['compose:shop/[w', /a \[ is without/],
  ];
  for (const [containers, message] of mistakes)
    assert.throws(() => resolveOptions({ containers }, {}), { name: 'OptionError', message });
  for (const containers of [
    '!(db1)',
    '[!d]*',
    'web-{1,2}',
    '[{]',
    'compose:shop',
    'compose:sh{a,b}/[!w]*',
    '/a',
  ])
    assert.deepEqual(resolveOptions({ containers }, {}).containers, [containers]);
});

test('exclude and namespaces are globs as well', () => {
  const given = { containers: '*', exclude: 'db{1,2},compose:shop', namespaces: 'shop,team-*' };
  const { exclude, namespaces } = resolveOptions(given, {});
  assert.deepEqual(
    [exclude, namespaces],
    [
      ['db{1,2}', 'compose:shop'],
      ['shop', 'team-*'],
    ],
  );
  const wrong = (name: 'exclude' | 'namespaces') => () =>
    resolveOptions({ containers: '*', [name]: '!a' }, {});
  assert.throws(wrong('exclude'), { message: '--exclude: "!a" leaves nothing out. Write it like !(a).' });
  assert.throws(wrong('namespaces'), {
    message: '--namespaces: "!a" leaves nothing out. Write it like !(a).',
  });
});

test('every option can be given by its variable', () => {
  const values: Record<string, string> = {
    elasticsearch: 'http://es01:9200',
    from: 'end',
    unmatched: 'drop',
    compression: 'gzip',
    'log-level': 'warn',
    index: 'other',
    'data-stream': 'logs-docker-default',
    'index-label': 'ignore',
    'optional-fields': 'log.offset',
    pipeline: 'geo',
    'lifecycle-policy': 'month',
    'listen-host': 'logagent',
    'ca-file': certificate,
    'cloud-id': `name:${Buffer.from('found.io$abc$def').toString('base64')}`,
    'api-key-file': secret,
    'bearer-token-file': secret,
    'password-file': secret,
    user: 'elastic',
    'ca-fingerprint': 'ab'.repeat(32),
    'cert-file': clientFile,
    'key-file': keyFile,
    format: 'json,plain',
    pattern: '(?<level>[A-Z]+) (?<rest>.*)',
    'pattern-definition': 'ORDER=[A-Z]{2}\\d+',
    // Names groups of a pattern; with one it is tested below.
    'pattern-numbers': ' ',
    add: 'env=prod',
    sample: '1/10',
    redact: 'cards,ips',
    'redact-with': 'word',
    'redact-key-file': longSecret,
  };
  const together: Record<string, Record<string, string>> = {
    user: { 'password-file': secret },
    'redact-key-file': { 'redact-with': 'hash', redact: 'emails' },
    'password-file': { user: 'elastic' },
    pipeline: { elasticsearch: 'http://es01:9200' },
    'cert-file': { 'key-file': keyFile },
    'key-file': { 'cert-file': clientFile },
  };
  for (const { name, env, default: fallback } of optionRows) {
    const value = values[name] ?? (fallback || 'value:1');
    const others = { ...(name !== 'containers' && containers), ...together[name] };
    const byVariable = resolveOptions(others, { [env]: value });
    const byFlag = resolveOptions({ ...others, [name]: value }, {});
    assert.deepEqual(byVariable, byFlag, env);
  }
});

test('one option by itself: flag, variable, default, and its mistakes', () => {
  assert.equal(resolveOption('stateDir', { 'state-dir': '/a' }, { LOGAGENT_STATE_DIR: '/b' }), '/a');
  assert.equal(resolveOption('stateDir', {}, { LOGAGENT_STATE_DIR: '/b' }), '/b');
  assert.equal(resolveOption('stateDir', {}, {}), '/var/lib/logagent');
  assert.equal(resolveOption('listen', {}, {}), undefined);
  assert.throws(() => resolveOption('stateDir', { 'state-dir': '' }, {}), {
    name: 'OptionError',
    message: '--state-dir is empty. Give a folder.',
  });
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

test('a cloud id is the address of one host; a proxy comes from the environment', () => {
  const cloudId = `name:${Buffer.from('found.io$abc$def').toString('base64')}`;
  const env = { HTTPS_PROXY: 'http://agent:hunter2@proxy:3128', NO_PROXY: 'es01.test' };
  const { elasticsearch, proxies } = resolveOptions({ ...containers, 'cloud-id': cloudId }, env);
  assert.deepEqual(elasticsearch.map(hostLabel), ['https://abc.found.io']);
  assert.equal(proxies?.for(elasticsearch[0]!)?.host, 'proxy:3128');
  assert.equal(proxies?.for(new URL('https://es01.test')), undefined);
  const password = complaint({ 'cloud-id': 'https://elastic:hunter2@es01:9200' });
  assert.match(password, /^--cloud-id is no cloud id\. Copy it/);
  assert.ok(!password.includes('hunter2'));
  assert.match(
    complaint({ 'cloud-id': cloudId, elasticsearch: 'http://es01:9200' }),
    /^--cloud-id and --elasticsearch both say where documents go\. Give one/,
  );
  const socks = { HTTPS_PROXY: 'socks5://agent:hunter2@proxy:3128' };
  const wrong = complaint({ elasticsearch: 'https://es01.test' }, socks);
  // It is for all programs, and only this address would need it.
  resolveOptions({ ...containers, elasticsearch: 'https://es01' }, socks);
  assert.match(wrong, /^HTTPS_PROXY is not the address of an HTTP proxy\. Write it/);
  assert.doesNotMatch(wrong, /hunter2/);
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
  for (const password of ['1/2', 'a/b', '1?2', '#', 'a#b', '1#2', '1,2', ',', '1/a@b']) {
    const sentence = complaint({ elasticsearch: `http://es00,https://user:${password}@es01:9200` });
    assert.match(sentence, /^--elasticsearch: user and password of one .* Write \/ in them as %2F/);
    assert.ok(!sentence.includes(`user:${password}`));
  }
  for (const address of ['http://es01:92OO', 'https://user:hunter2,x@es01:9200']) {
    const sentence = complaint({ elasticsearch: address });
    assert.match(
      sentence,
      /^--elasticsearch: the port of one .* is not a number\. Write .* write , in it as %2C\.$/,
    );
    assert.ok(!sentence.includes('hunter2'));
  }
  assert.match(
    complaint({ index: 'Logs' }),
    /^--index: "Logs" is not a name Elasticsearch allows\. Use lower case/,
  );
  assert.equal(
    complaint({ index: '{container.name}' }),
    '--index: "{container.name}" begins with a field: write a word before it, as in logs-{container.name}. Write it like logs-{container.label.app|other}-{@timestamp:yyyy.MM.dd}.',
  );
  assert.match(
    complaint({ 'data-stream': 'a-{@timestamp:yyyy}' }),
    /^--data-stream: "a-\{@timestamp:yyyy\}" has a date, but .* leave the date out\. Write it like/,
  );
  assert.match(
    complaint({ 'data-stream': 'a', index: 'b' }),
    /^--index and --data-stream both say where documents go\. Give one/,
  );
  assert.match(complaint({ pipeline: 'a' }), /^--pipeline is of Elasticsearch.* Give --elasticsearch, or/);
  assert.match(complaint({ pipeline: 'a,b' }), /^--pipeline: "a,b" is not a name\. Give/);
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
  assert.match(complaint({ 'state-dir': '' }), /^--state-dir is empty\. Give a folder\.$/);
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

test('patterns: names of one’s own, by flag and one a line in the variable', () => {
  const pattern = '%{ORDER:order} %{KIND:kind}';
  const definitions = ['ORDER=[A-Z]{2}%{INT}', 'KIND=a=b'];
  for (const options of [
    resolveOptions({ ...containers, pattern, 'pattern-definition': definitions }, {}),
    resolveOptions({ ...containers, pattern }, { LOGAGENT_PATTERN_DEFINITION: definitions.join('\n') }),
  ]) {
    assert.deepEqual([...options.patterns[0]!.read('AB12 a=b')!], ['AB12 a=b', 'AB12', 'a=b']);
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
  assert.match(
    mistake('%{NUMBR:took}'),
    /^--pattern: "%\{NUMBR:took\}" has %\{NUMBR\}, and there is no such name\. Did you mean NUMBER\?$/,
  );
  const definition = (text: string, pattern = '(?<a>x)') =>
    complaint({ pattern, 'pattern-definition': text });
  assert.match(definition('ORDER'), /^--pattern-definition: "ORDER" is no definition\. Write it like ORDER=/);
  assert.match(
    definition('ORDER=('),
    /^--pattern-definition: "ORDER=\(" is no regular expression: Unterminated group\.$/,
  );
  assert.match(definition('ORDER=x%{ORDER}'), /^--pattern-definition: .* which is made of itself\. /);
  assert.match(
    complaint({ format: 'xml' }),
    /^--format: "xml" is none of auto, combined, json, logfmt, .*, pattern, plain\.$/,
  );
});

test('lines that belong together: patterns take the place of auto, with names of one’s own', () => {
  const linesOf = (given: Record<string, string>, env = {}) =>
    resolveOptions({ ...containers, ...given }, env).lines;
  assert.equal(linesOf({ multiline: 'off' }), 'off');
  const start = linesOf({ 'multiline-start': '^%{ORDER}, ', 'pattern-definition': 'ORDER=[A-Z]{2}%{INT}' });
  const both = linesOf({ multiline: 'auto', 'multiline-start': '^#' }, { LOGAGENT_MULTILINE_CONTINUE: '^ ' });
  assert.ok(typeof start === 'object' && typeof both === 'object');
  assert.deepEqual([start.start?.fits('AB12, x'), start.start?.fits('x')], [true, false]);
  assert.equal(start.goesOn, undefined);
  assert.deepEqual([both.start?.fits('# x'), both.goesOn?.fits('  x')], [true, true]);
});

test('lines that belong together: mistakes', () => {
  assert.match(complaint({ multiline: 'on' }), /^--multiline: "on" is none of auto, off\.$/);
  for (const option of ['multiline-start', 'multiline-continue']) {
    const mistake = (text: string) => complaint({ [option]: text });
    assert.equal(mistake('('), `--${option}: "(" is no regular expression: Unterminated group.`);
    assert.match(
      mistake('(a)\\1'),
      /: "\(a\)\\\\1" can take too long on a hostile line\. Leave out back-ref.*\.$/,
    );
    assert.equal(
      mistake('^%{DAT}'),
      `--${option}: "^%{DAT}" has %{DAT}, and there is no such name. Did you mean DATA?`,
    );
    assert.equal(
      complaint({ multiline: 'off', [option]: 'x' }),
      `--multiline off makes each line a document of its own, and --${option} puts lines together. Give one of them.`,
    );
  }
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

test('names of hosts', () => {
  const names = (text: string) => resolveOptions({ ...containers, 'listen-host': [text] }, {}).listenHost;
  assert.deepEqual(names('LogAgent, node7.example.com.,192.0.2.7'), [
    'logagent',
    'node7.example.com',
    '192.0.2.7',
  ]);
  assert.deepEqual(names('[2001:DB8::7],::1'), ['2001:db8::7', '::1']);
  for (const wrong of ['node7:9600', 'http://node7', 'a b', '[node7]', '1:2:x', '.', 'user@node7'])
    assert.match(
      complaint({ 'listen-host': wrong }),
      /^--listen-host: .* is not the name of a host\. Write it like/,
      wrong,
    );
});

test('API keys: white space around them goes, what can be no key is refused without being repeated', () => {
  const key = (text: string) => resolveOptions({ ...containers, 'api-key': text }, {}).apiKey;
  assert.equal(key('c2VjcmV0OmtleQ==\n'), 'c2VjcmV0OmtleQ==');
  assert.equal(key(' \n'), undefined);
  const sentence = complaint({ 'api-key': 'hunter2\nhunter3' });
  assert.match(sentence, /^--api-key holds characters that no API key has\. Give the encoded key/);
  assert.doesNotMatch(sentence, /hunter/);
});

test('credentials from files: read at start, each mistake a sentence without the secret', () => {
  const { apiKeyFile } = resolveOptions({ ...containers, 'api-key-file': secret }, {});
  assert.equal(apiKeyFile?.value, 'c2VjcmV0');
  const wrong = join(folder, 'wrong');
  writeFileSync(wrong, 'hunter2\nhunter3');
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  for (const option of ['api-key-file', 'bearer-token-file', 'password-file']) {
    const mistake = (path: string): string => complaint({ [option]: path, user: 'elastic' });
    assert.match(
      mistake(join(folder, 'no')),
      new RegExp(`^--${option}: \\S+no can't be used: ENOENT.*\\. Give a file`),
    );
    assert.match(mistake(empty), /can't be used: it is empty\. Give a file that holds the/);
    assert.match(mistake(folder), /can't be used: EINVAL: not a regular file/);
    assert.match(mistake(wrong), /can't be used: it holds/);
    assert.doesNotMatch(mistake(wrong), /hunter/);
  }
});

test('a key in the place of its file is not repeated', () => {
  for (const key of [
    'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==',
    'eyJhbGciOi.eyJzdWIi.c2ln',
  ]) {
    for (const option of ['api-key-file', 'bearer-token-file', 'ca-file']) {
      const sentence = complaint({ [option]: key });
      assert.match(
        sentence,
        new RegExp(
          `^--${option}: that is no file which can be used: ENOENT: no such file or directory\\. Give`,
        ),
      );
      assert.ok(!sentence.includes(key.slice(0, 8)), sentence);
    }
  }
});

test('credentials: one kind, and user and password file together', () => {
  assert.match(complaint({ user: 'elastic' }), /^--user and --password-file belong together\. Give both/);
  assert.match(complaint({ 'password-file': secret }), /^--user and --password-file belong together/);
  assert.match(
    complaint({ 'api-key': 'a2V5', 'bearer-token-file': secret }),
    /^--api-key and --bearer-token-file are different credentials\. Give one of them\.$/,
  );
  assert.match(
    complaint({ user: 'elastic', 'password-file': secret, elasticsearch: 'http://a:b@es01:9200' }),
    /^--password-file and an address of --elasticsearch both give a password\. Take it out/,
  );
  assert.match(complaint({ user: 'elastic:hunter2', 'password-file': secret }), /^--user holds a colon/);
  assert.doesNotMatch(complaint({ user: 'elastic:hunter2', 'password-file': secret }), /hunter2/);
});

test('a fingerprint: with colons or without, in either case', () => {
  const resolve = (text: string) =>
    resolveOptions({ ...containers, 'ca-fingerprint': text }, {}).caFingerprint;
  const digits = '0123456789abcdef'.repeat(4);
  assert.equal(resolve(digits), digits);
  assert.equal(resolve(`${digits.toUpperCase().replaceAll(/(..)(?!$)/g, '$1:')}\n`), digits);
  for (const wrong of ['ab:cd', digits.slice(1), `${digits}g`])
    assert.match(
      complaint({ 'ca-fingerprint': wrong }),
      /^--ca-fingerprint: .* is not the SHA-256 of a certificate\. Give 64 hex digits, as openssl/,
    );
  assert.match(
    complaint({ 'ca-fingerprint': digits, 'ca-file': certificate }),
    /^--ca-file and --ca-fingerprint both say whom to trust\. Give one/,
  );
});

test('certificate and key: a pair, and each mistake a sentence without the key', () => {
  const options = resolveOptions({ ...containers, 'cert-file': clientFile, 'key-file': keyFile }, {});
  assert.deepEqual([options.certificate?.value, options.key?.value], [client, clientKey]);
  assert.match(complaint({ 'cert-file': clientFile }), /^--cert-file and --key-file belong together/);
  assert.match(complaint({ 'key-file': keyFile }), /^--cert-file and --key-file belong together/);
  const other = join(folder, 'other.key');
  writeFileSync(other, otherClientKey);
  assert.match(
    complaint({ 'cert-file': clientFile, 'key-file': other }),
    /^--key-file is not the key of the first certificate in --cert-file\. Give a pair\.$/,
  );
  const pair = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hunter2' },
  });
  writeFileSync(other, pair.privateKey);
  assert.match(
    complaint({ 'key-file': other }),
    /its key is encrypted\. Give a PEM private key without a pass/,
  );
  writeFileSync(other, 'hunter2');
  assert.match(complaint({ 'key-file': other }), /it holds no private key in PEM\. Give/);
  assert.doesNotMatch(complaint({ 'key-file': other }), /hunter2/);
});

test('certificates are read and checked at start', () => {
  assert.equal(resolveOptions({ ...containers, 'ca-file': certificate }, {}).ca?.value, pem);
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
