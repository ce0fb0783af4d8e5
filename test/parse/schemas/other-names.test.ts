import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineCopier, UNUSUAL } from '../../../src/parse/copy-line.ts';
import { documentLines, idOf } from '../../../src/parse/document.ts';
import type { FormatName } from '../../../src/parse/formats/format-names.ts';
import { Formats } from '../../../src/parse/formats/formats.ts';
import type { JsonFields } from '../../../src/parse/json/places.ts';
import type { Schema } from '../../../src/parse/schemas/names.ts';
import { envelope } from '../../support/docker-envelope.ts';
import { makeFrame } from '../make-frame.ts';
import { container, documentsOf, makeSource, Rig, shortParts, TIME } from '../rig.ts';

/** Names that no schema has, some of them paths, some dotted. */
const others: Schema = {
  name: 'ecs',
  access: {
    ip: 'source.address',
    ident: 'client.user.id',
    auth: 'user.name',
    timestamp: 'event.created',
    request: 'http.request.line',
    status: 'http.response.status_code',
    bytes: 'http.response.body.bytes',
    referrer: 'http.request.referrer',
    agent: 'user_agent.original',
    domain: 'source.domain',
    vhost: 'url.domain',
    forwarded: 'network.forwarded_ip',
    responseTime: 'http.response.seconds',
    gzipRatio: 'http.response.gzip_ratio',
    requestLength: 'http.request.bytes',
    requestNumber: 'event.sequence',
    router: 'rule.name',
    upstream: 'destination.address',
    extra: 'labels.extra',
    method: 'http.request.method',
    path: 'url.path',
    query: 'url.query',
    httpVersion: 'http.version',
  },
  text: {
    logger: 'log.logger',
    thread: 'process.thread.name',
    process: 'process.pid',
    caller: 'log.origin.file.name',
    program: 'process.name',
    hostname: 'syslog.hostname',
    user: 'user.name',
    database: 'db.name',
    ip: 'client.address',
    port: 'client.port',
    code: 'error.code',
    time: 'event.time',
  },
  message: 'event.original',
  level: 'log.level',
  levelNumber: 'event.severity',
  timestamp: 'event.created',
  json: 'labels',
  prefix: '',
  constants: [],
  aliases: {},
  stream: 'log.iostream',
  time: '@timestamp',
  marks: {
    malformed: 'error.malformed',
    cut: 'error.cut',
    original_base64: 'error.original',
    original: 'error.text',
  },
  refusal: {
    kind: 'event.kind',
    original: 'event.original',
    type: 'refusal.type',
    message: 'refusal.message',
  },
  offset: 'log.offset',
  path: 'log.file.path',
  container: {
    id: 'container.id',
    name: 'container.name',
    image: 'container.image.name',
    labels: 'container.labels',
    attrs: 'container.attrs',
  },
  pod: {
    namespace: 'orchestrator.namespace',
    name: 'orchestrator.resource.name',
    uid: 'orchestrator.resource.id',
    container: 'orchestrator.container',
    restarts: 'orchestrator.restarts',
  },
  hostName: 'host.hostname',
};

const access =
  '192.0.2.7 id frank [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "http://shop.example/" "curl/8"';

/** Documents of both ways of one line: the fast way's and the reference's. */
function bothWays(text: string, names: readonly FormatName[], jsonFields: JsonFields = 'root') {
  const onUnknown = () => assert.fail('no label names a format');
  const options = { names, patterns: [], numbers: [], jsonFields, onUnknown, schema: others };
  const formats = new Formats(options).of(container);
  const frame = makeFrame(makeSource(), 'host1', () => true, formats, others);
  const { writer } = new Rig();
  const fast = new LineCopier(shortParts.copier(), others);
  fast.begin(Buffer.from(envelope(Buffer.from(`${text}\n`), 'stderr', TIME)), 0);
  assert.notEqual(fast.line(0, frame, undefined, writer), UNUSUAL);

  const fields = formats.map((format) => format.read(text)).find((read) => read !== undefined) as string;
  const content = { fields, isMatched: true, stream: 'stderr', time: TIME } as const;
  writer.append(
    documentLines(frame, { offset: 0, id: idOf(frame.source.key, 0, '123456789'), time: TIME }, content),
    TIME,
  );
  const [first, second] = documentsOf(writer.seal()!);
  return { fast: first!, decoded: second! };
}

test('with other names both ways make the same documents of every format', () => {
  for (const text of [access, 'hello', '{"level":30,"labels":{"a":1},"log.x":2,"stream":"mine"}']) {
    const { fast, decoded } = bothWays(text, ['combined', 'json', 'plain']);
    assert.equal(JSON.stringify(fast), JSON.stringify(decoded));
  }
});

test('every name of a document is the schema’s', () => {
  const { source } = bothWays(access, ['combined']).fast;
  const constant = {
    'log.iostream': 'stderr',
    '@timestamp': TIME,
    log: { offset: 0, file: { path: '/containers/ab/ab-json.log' } },
    container: {
      id: container.id,
      name: 'prod1',
      image: { name: 'nginx:1.27' },
      labels: { com_example_team: 'shop' },
    },
    host: { hostname: 'host1' },
  };
  assert.deepEqual(source, {
    'source.address': '192.0.2.7',
    'client.user.id': 'id',
    'user.name': 'frank',
    'event.created': '2015-05-17T10:05:03+00:00',
    'http.request.line': 'GET / HTTP/1.1',
    'http.response.status_code': 200,
    'http.response.body.bytes': 12,
    'http.request.referrer': 'http://shop.example/',
    'user_agent.original': 'curl/8',
    ...constant,
  });
  assert.deepEqual(bothWays('hello', ['plain']).fast.source, { 'event.original': 'hello', ...constant });
  assert.deepEqual(bothWays('{"a":1,"labels":2,"stream":3}', ['json']).fast.source, {
    a: 1,
    stream: 3,
    labels: { labels: 2 },
    ...constant,
  });
  assert.deepEqual(
    bothWays('{"a":1,"labels":2,"level":30,"msg":"x","ts":1718000000}', ['json'], 'container').fast.source,
    {
      'log.level': 'info',
      'event.severity': 30,
      'event.created': '2024-06-10T06:13:20Z',
      'event.original': 'x',
      labels: { prod1: { a: 1, labels: 2 } },
      ...constant,
    },
  );
});

test('marks have the schema’s names', () => {
  const frame = makeFrame(makeSource(), 'host1', () => true, [], others);
  const marks = { malformed: true, cut: true, original_base64: 'AA==' } as const;
  const [, line = ''] = documentLines(
    frame,
    { offset: 7, id: 'id', time: '' },
    {
      fields: '"a":1',
      isMatched: false,
      stream: '',
      time: '',
      marks,
    },
  ).split('\n');
  const { error } = JSON.parse(line);
  assert.deepEqual(error, { malformed: true, cut: true, original: 'AA==' });
});
