import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { envelope, escapeLog } from '../support/docker-envelope.ts';
import { makeBlock, parseText, Rig, TIME } from './rig.ts';
import { sharedData } from './shared-data.ts';

const skip = (data: unknown) => (data === undefined ? 'the shared data is not here' : false);

const dockerLog = (lines: readonly string[]) =>
  lines.map((line) => envelope(Buffer.from(`${line}\n`), 'stdout', TIME)).join('');

const apache = sharedData('apache_logs.log');
test('ten thousand real access lines: all but the broken one are parsed', { skip: skip(apache) }, () => {
  const lines = apache!.toString().split('\n').filter(Boolean);
  const documents = parseText(dockerLog(lines));
  assert.equal(documents.length, lines.length);
  const unparsed = documents.flatMap(({ source }, i) =>
    'message' in source ? [[i + 1, source.message]] : [],
  );
  assert.deepEqual(unparsed, [[8899, lines[8898]]]);
  for (const [i, { source }] of documents.entries()) {
    if ('message' in source) continue;
    const time = source.timestamp.replace(/^(\d+)-05-(\d+)T(\S+)\+00:00$/, '$2/May/$1:$3 +0000');
    const { ip, ident = '-', auth = '-', request, status, bytes = '-', referrer = '-', agent = '-' } = source;
    assert.equal(
      `${ip} ${ident} ${auth} [${time}] "${request}" ${status} ${bytes} "${referrer}" "${agent}"`,
      lines[i],
    );
  }
});

const tutorial = sharedData('logstash-tutorial.log');
test('the tutorial’s hundred lines are all parsed', { skip: skip(tutorial) }, () => {
  const lines = tutorial!.toString().split('\n').filter(Boolean);
  const documents = parseText(dockerLog(lines));
  assert.equal(documents.length, lines.length);
  assert.ok(documents.every(({ source }) => !('message' in source)));
});

const kafka = sharedData('kafka-server.log');
test('lines of another kind are messages, unchanged', { skip: skip(kafka) }, () => {
  const lines = kafka!.toString().trimEnd().split('\n');
  const documents = parseText(dockerLog(lines));
  assert.deepEqual(
    documents.map(({ source }) => source.message),
    lines.map((line) => line.replace(/\r$/, '')),
  );
});

interface EscapeCase {
  log?: string;
  log_hex?: string;
  expect_log_json?: string;
  expect_prefix?: string;
  expect_whole?: string;
}

const escapes = sharedData('moby-jsonlog-escape.json');
test('Docker’s own cases of escaping', { skip: skip(escapes) }, () => {
  for (const example of (JSON.parse(escapes!.toString()) as { cases: EscapeCase[] }).cases) {
    if (example.expect_log_json !== undefined) {
      const bytes =
        example.log_hex === undefined ? Buffer.from(example.log!) : Buffer.from(example.log_hex, 'hex');
      const text = example.expect_log_json.slice(1, -1);
      assert.equal(escapeLog(bytes), example.expect_log_json);
      const [document] = parseText(`{"log":"${text}\\n","stream":"stdout","time":"${TIME}"}\n`);
      assert.equal(document?.source.message, bytes.toString().replace(/\r$/, ''));
    }
    const line = example.expect_whole ?? (example.expect_prefix && `${example.expect_prefix}"${TIME}"}`);
    if (line === undefined) continue;
    assert.ok(new DockerEnvelope().read(Buffer.from(line)), line);
    const rig = new Rig().parse(makeBlock(`${line}\n`));
    assert.deepEqual(rig.documents(), [], 'a part, without newline');
    assert.equal([...rig.parser.unfinished()].length, 1);
  }
});
