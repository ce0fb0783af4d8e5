import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Choice, type ChoiceOptions } from '../../../src/parse/filters/choice.ts';
import { DocumentFilter, type FilterEvents } from '../../../src/parse/filters/document-filter.ts';
import type { FieldRulesOptions } from '../../../src/parse/filters/field-rules.ts';
import { SECRET_KINDS } from '../../../src/parse/filters/redaction.ts';
import { LinearRegexp } from '../../../src/parse/formats/grok/linear-regexp.ts';
import type { ParserOptions } from '../../../src/parse/parser.ts';
import { envelope } from '../../support/docker-envelope.ts';
import { jsonText, loggersText } from '../json-arbitrary.ts';
import { dockerLine } from '../lines-arbitrary.ts';
import { makeBlock, makeSource, Rig, type Shipped, shortParts, TIME } from '../rig.ts';

interface Wanted extends Partial<ChoiceOptions> {
  readonly fields?: Partial<FieldRulesOptions>;
  readonly events?: FilterEvents;
}

const any = (...sources: readonly string[]) => sources.map((source) => LinearRegexp.within(source));
const ALL: FieldRulesOptions['redaction'] = { kinds: SECRET_KINDS, patterns: [] };
const NONE: FieldRulesOptions['redaction'] = { kinds: [], patterns: [] };

function filterOf({ fields, events, ...choice }: Wanted): DocumentFilter {
  return new DocumentFilter({
    choice: new Choice({ include: [], exclude: [], sampleOf: 1, dropsUnmatched: false, ...choice }),
    ...(fields && { fields: { drop: [], secret: [], redaction: NONE, stream: 'stream', ...fields } }),
    events,
  });
}

/** Lines that the fast way reads, and others that it leaves to the reference. */
const BOTH = { formats: ['combined', 'json', 'logfmt'], jsonFields: 'json' } as const;
const REFERENCE = { ...BOTH, envelope: { read: shortParts.read.bind(shortParts), copier: () => undefined } };

const line = (text: string) => envelope(Buffer.from(`${text}\n`), 'stdout', TIME);

function documentsOf(
  wanted: Wanted,
  texts: readonly string[],
  options: Partial<ParserOptions> = BOTH,
): Shipped[] {
  const rig = new Rig({ ...options, filter: filterOf(wanted) });
  rig.parse(makeBlock(texts.map(line).join('')));
  return rig.documents();
}

/** What of lines becomes, the same by both ways. */
function sourcesOf(wanted: Wanted, texts: readonly string[]) {
  const [both, reference] = [documentsOf(wanted, texts), documentsOf(wanted, texts, REFERENCE)];
  assert.deepEqual(both, reference);
  return both.map(({ source }) => source);
}

const ACCESS =
  '203.0.113.7 - joe@example.com [10/Jun/2024:06:13:20 +0000] "GET /?access_token=abc&mail=ann%40example.com HTTP/1.1" 200 512 "-" "curl \\"8\\""';

test('whole documents: secrets in every value and name, in lists, objects and numbers; nothing else is another', () => {
  const json =
    '{"a":1.50,"b":12345678901234567890,"card":4111111111111111,"password":"x","db":{"Password":"é","n":[7,"y",true]},"list":["joe@example.com",{"ann@example.com":"Bearer abc","password":"x","card":4111111111111111}],"msg":"from 203.0.113.7"}';
  const wanted = { fields: { redaction: ALL, secret: ['password', 'json.db.n'] } };
  const [access, members, text, pairs] = sourcesOf(wanted, [
    ACCESS,
    json,
    'card 4111 1111 1111 1111 ü "q" \\ end',
    'level=info msg="mail to joe@example.com" user.password=hidden',
  ]);
  assert.deepEqual(
    [access.ip, access.auth, access.request, access.agent],
    ['203.0.113.0', '[email]', 'GET /?access_token=[token]&mail=[email] HTTP/1.1', 'curl \\"8\\"'],
  );
  assert.deepEqual(members.json, {
    ...{ a: 1.5, b_text: '12345678901234567890', card: null, password: '[redacted]' },
    db: { Password: '[redacted]', n_text: '[redacted]' },
    list_text: '["[email]",{"[email]":"Bearer [token]","password":"[redacted]","card":null}]',
  });
  assert.equal(members.message, 'from 203.0.113.0');
  assert.equal(text.message, 'card [card] ü "q" \\ end');
  assert.deepEqual([pairs.message, pairs.level], ['mail to [email]', 'info']);
  assert.match(JSON.stringify(pairs), /password":"\[redacted\]"/);
});

test('numbers keep all their digits', () => {
  const filter = filterOf({ fields: { redaction: ALL, drop: ['json.x'] } });
  const rig = new Rig({ ...BOTH, filter }).parse(
    makeBlock(line('{"n":1.50,"big":123456789012345678,"x":1,"m":"a@b.example"}')),
  );
  rig.documents();
  const body = rig.batches.map(({ body: bytes, length }) => bytes.toString('utf8', 0, length)).join('');
  assert.match(body, /"n":1\.50,"big":123456789012345678[,}]/);
});

test('fields go: of lines by both ways, objects whole, and none of a similar name', () => {
  const wanted = { fields: { drop: ['agent', 'ident', 'json.a', 'json.b.c', 'stream', 'level'] } };
  const [access, members] = sourcesOf(wanted, [
    ACCESS,
    '{"a":{"agent":1},"b":{"c":1,"d":2},"agent":3,"level":"info"}',
  ]);
  assert.ok(!('agent' in access) && !('ident' in access) && !('stream' in access));
  assert.equal(access.status, 200);
  assert.deepEqual(members.json, { b: { d: 2 }, agent: 3 });
  assert.ok(!('level' in members));
});

test('fields of the container go as well, one by one or all; a document without any is one', () => {
  const [some] = sourcesOf(
    { fields: { drop: ['container.image', 'host', 'container.labels.com_example_team', 'log.offset'] } },
    ['a'],
  );
  assert.deepEqual(some.container, { id: 'ab'.repeat(32), name: 'prod1' });
  assert.ok(!('host' in some));
  assert.deepEqual(some.log, { file: { path: '/containers/ab/ab-json.log' } });
  const none = sourcesOf({ fields: { drop: ['container', 'host', 'log', 'message', 'stream'] } }, ['a']);
  assert.deepEqual(none, [{ '@timestamp': TIME }]);
});

test('labels and attributes tell no secrets', () => {
  const labels = { owner: 'joe@example.com', password: 'x' };
  const container = { id: 'ab'.repeat(32), name: 'prod1', image: '', labels };
  const filter = filterOf({ fields: { redaction: ALL, secret: ['password', 'db_password'] } });
  const rig = new Rig({ ...BOTH, filter });
  const text = `{"log":"a\\n","stream":"stdout","attrs":{"DB_PASSWORD":"y","mail":"ann@example.com"},"time":"${TIME}"}\n`;
  rig.parse(makeBlock(text, { source: makeSource({ container }) }));
  const [{ source } = { source: undefined }] = rig.documents();
  assert.deepEqual(source.container.labels, { owner: '[email]', password: '[redacted]' });
  assert.deepEqual(source.container.attrs, { DB_PASSWORD: '[redacted]', mail: '[email]' });
});

test('what is damaged has no secrets either, and is never left out', () => {
  const wanted = { include: any('never'), sampleOf: 1000, dropsUnmatched: true, fields: { redaction: ALL } };
  const filter = filterOf(wanted);
  const rig = new Rig({ ...BOTH, filter, maxEventBytes: 60, colours: 'original' });
  const raw = Buffer.concat([Buffer.from([0xff]), Buffer.from(' joe@example.com\n')]);
  rig.parse(
    makeBlock(
      Buffer.concat([
        raw,
        ...['joe@example.com ', 'x'.repeat(50), 'y\n']
          .map((part) => envelope(Buffer.from(part), 'stdout', TIME))
          .map((part) => Buffer.from(part)),
      ]),
    ),
  );
  rig.parser.finish('ab'.repeat(32), undefined, rig.writer);
  const sources = rig.documents().map(({ source }) => source);
  assert.ok(sources.length >= 2);
  assert.ok(!JSON.stringify(sources).includes('joe@'));
  const bytes = Buffer.from(sources[0].event.original_base64, 'base64');
  assert.deepEqual(bytes, Buffer.concat([Buffer.from([0xff]), Buffer.from(' [email]')]));
});

test('the text as it was printed, colours and all, has no secrets', () => {
  const filter = filterOf({ fields: { redaction: ALL } });
  const rig = new Rig({ ...BOTH, filter, colours: 'original' });
  rig.parse(makeBlock(line('\u001b[31m joe@example.com\u001b[0m')));
  const [{ source } = { source: undefined }] = rig.documents();
  assert.deepEqual([source.message, source.event.original], [' [email]', '\u001b[31m [email]\u001b[0m']);
});

test('events are chosen by their whole text, and those left out are counted by option', () => {
  const told: string[] = [];
  const events = {
    leftOut: (container: string, by: string) => told.push(`${container} ${by}`),
    redacted: () => {},
  };
  const texts = ['GET "/health"', 'GET "/a"', 'POST "/a"', 'tab\there'];
  const wanted = { include: any('^GET "', 'tab\\t'), exclude: any('/health"$'), events };
  assert.deepEqual(
    documentsOf(wanted, texts).map(({ source }) => source.message),
    ['GET "/a"', 'tab\there'],
  );
  assert.deepEqual(told, ['prod1 exclude-lines', 'prod1 include-lines']);
  assert.equal(sourcesOf({ include: any('^GET "', 'tab\\t'), exclude: any('/health"$') }, texts).length, 2);
});

test('of several lines that are one event the whole text is asked', () => {
  const wanted = { exclude: any('at Shop\\.run') };
  const texts = ['java.lang.IllegalStateException: a', '\tat Shop.run(Shop.java:1)', 'other'];
  const rig = new Rig({ ...BOTH, multiline: 'auto', filter: filterOf(wanted) });
  rig.parse(makeBlock(texts.map(line).join('')));
  assert.deepEqual(
    rig.documents().map(({ source }) => source.message),
    ['other'],
  );
});

test('a sample: about one of so many, and the same ones when read again', () => {
  const texts = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
  const first = documentsOf({ sampleOf: 10 }, texts);
  assert.ok(first.length > 1800 && first.length < 2200, String(first.length));
  assert.deepEqual(documentsOf({ sampleOf: 10 }, texts, REFERENCE), first);
  const rows = documentsOf(
    { sampleOf: 4 },
    Array.from({ length: 20_000 }, () => 'of one length'),
  );
  assert.ok(rows.length > 4600 && rows.length < 5400, String(rows.length));
});

test('both ways make the same documents of any line, whatever the filter', () => {
  const filters: readonly Wanted[] = [
    { fields: { redaction: ALL, drop: ['ident', 'json.b'], secret: ['auth', 'a'] } },
    { fields: { redaction: { ...ALL, patterns: any('[a-c]+'), key: Buffer.alloc(16) } }, sampleOf: 2 },
    { include: any('a'), exclude: any('"'), dropsUnmatched: true },
  ];
  const json = fc
    .oneof(jsonText, loggersText)
    .map((text) => envelope(Buffer.from(`${text}\n`), 'stdout', TIME));
  fc.assert(
    fc.property(
      fc.array(fc.oneof(dockerLine, json), { maxLength: 8 }),
      fc.constantFrom(...filters),
      (lines, wanted) => {
        const bytes = Buffer.from(lines.join(''));
        const [both, reference] = [BOTH, REFERENCE].map((options) => {
          const rig = new Rig({ ...options, filter: filterOf(wanted) }).parse(makeBlock(bytes));
          return rig.documents();
        });
        assert.deepEqual(both, reference);
      },
    ),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 3000) },
  );
});

test('a body that has no room for what is longer now is left to the reference', () => {
  const filter = filterOf({ fields: { secret: ['message'], redaction: { ...NONE, key: Buffer.alloc(16) } } });
  const rig = new Rig({ ...BOTH, filter }, 600);
  rig.parse(makeBlock(line('a').repeat(50)));
  const sources = rig.documents();
  assert.equal(sources.length, 50);
  assert.ok(sources.every(({ source }) => /^\[redacted:[a-p]{16}\]$/.test(source.message)));
});

const SECRET = 'hidden value';
const plainValue = fc.oneof(
  fc.constantFrom<unknown>('x', 1, 1.5, true, null, '12345678901234567890', 2 ** 64, ''),
  fc.string(),
);
/** Objects with secrets in them, in lists and in objects, among what Elasticsearch takes and what it does not. */
const { object: withSecrets } = fc.letrec<{ object: unknown; value: unknown }>((tie) => ({
  object: fc
    .tuple(
      fc.dictionary(
        fc.constantFrom('a', 'b.c', 'user', 'user.password', 'level', 'msg', 'list', '__proto__'),
        tie('value'),
        { maxKeys: 4 },
      ),
      fc.option(
        fc.constantFrom('password', 'Password', 'DB_PASSWORD', 'password_', 'db.password', 'user-password'),
      ),
      fc.constantFrom<unknown>(SECRET, [SECRET, 7], [[SECRET]], { x: SECRET }),
    )
    .map(([members, name, value]) => (name === null ? members : { ...members, [name]: value })),
  value: fc.oneof(
    { maxDepth: 4 },
    plainValue,
    tie('object'),
    fc.array(fc.oneof(plainValue, tie('object')), { maxLength: 3 }),
  ),
}));

test('no value of a secret field is in any document, wherever formats put it', () => {
  const wanted = { fields: { secret: ['password'], redaction: NONE } };
  fc.assert(
    fc.property(fc.array(withSecrets, { minLength: 1, maxLength: 5 }), (objects) => {
      const hidden = objects.map((object) => JSON.stringify(object)).filter((text) => text.startsWith('{'));
      const documents = documentsOf(wanted, hidden, { ...BOTH, formats: ['json'], colours: 'original' });
      assert.ok(!JSON.stringify(documents).includes(SECRET));
      assert.equal(documents.length, hidden.length);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 3000) },
  );
});
