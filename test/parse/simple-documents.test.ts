import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { SimpleDocuments } from '../../src/parse/simple-documents.ts';

const simple = new SimpleDocuments(usualSchema, true);
const bare = new SimpleDocuments(usualSchema);
const refusal = { type: 'mapper_parsing_exception', reason: 'failed to parse field [level] of type [long]' };
const agents = {
  stream: 'stdout',
  '@timestamp': '2024-06-10T06:13:20.123456789Z',
  log: { offset: 7, file: { path: '/c/x-json.log' } },
  host: { name: 'host1' },
};
const container = { id: 'ab', name: 'prod1', image: 'nginx' };
const error = { type: refusal.type, message: refusal.reason };

test('the agent’s own fields and the message stay, all else is one string', () => {
  const document = JSON.stringify({
    ...{ level: 'info', message: 'hello', ...agents },
    container: { ...container, labels: { created: 'today' }, attrs: { tag: 'x' } },
  });
  assert.deepEqual(JSON.parse(simple.of(document, refusal).line), {
    ...{ message: 'hello', ...agents, container, error },
    event: { kind: 'pipeline_error', original: document },
  });
});

const ofAnother = {
  type: refusal.type,
  reason: 'object mapping for [json.err] tried to parse field [err] as object',
};
const told = { level: 'error', timestamp: '2024-06-10T06:13:20Z' };

test('a line’s level and time stay where another field was refused', () => {
  const document = JSON.stringify({ ...told, message: 'no', json: { err: 'x' }, ...agents, container });
  const { level, timestamp } = JSON.parse(simple.of(document, ofAnother).line);
  assert.deepEqual({ level, timestamp }, told);
  const without = JSON.parse(bare.of(document, ofAnother).line);
  assert.deepEqual(
    { level: without.level, timestamp: without.timestamp },
    { level: undefined, timestamp: undefined },
  );
});

test('they go where the refusal names them, where the index has no room for a field, and where they are no words', () => {
  const after = (reason: string, more: object = {}): object => {
    const document = JSON.stringify({ ...told, message: 'no', ...agents, container, ...more });
    const { level, timestamp } = JSON.parse(simple.of(document, { type: refusal.type, reason }).line);
    return { level, timestamp };
  };
  assert.deepEqual(after(refusal.reason), { level: undefined, timestamp: told.timestamp });
  assert.deepEqual(after('failed to parse: Limit of total fields [1000] has been exceeded'), {
    level: undefined,
    timestamp: undefined,
  });
  assert.deepEqual(after(ofAnother.reason, { level: { name: 'error' } }), { ...told, level: undefined });
});

test('without a message all fields of the line are the message', () => {
  const fields = { level: 'info', msg: 'hello', json: { error: 'no' } };
  const document = JSON.stringify({ ...fields, ...agents, container });
  const { message } = JSON.parse(simple.of(document, refusal).line);
  assert.deepEqual(JSON.parse(message), fields);
});

test('marks stay', () => {
  const document = '{"message":"half","event":{"cut":true,"original_base64":"AA=="}}';
  const { event } = JSON.parse(simple.of(document, refusal).line);
  assert.deepEqual(event, { kind: 'pipeline_error', cut: true, original: document });
});

test('a reason that was not given is left out', () => {
  const { error: none } = JSON.parse(simple.of('{"message":"x"}', { type: '', reason: '' }).line);
  assert.equal(none, undefined);
});

test('any document becomes one line whose fields have fixed types, and is found whole in it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const document = JSON.stringify({ ...fields, ...agents, container });
      const { line, container: name } = simple.of(document, refusal);
      assert.ok(!line.includes('\n'));
      assert.equal(simple.original(line), document);
      assert.equal(name, 'prod1');
      const { message, event, error: why, ...others } = JSON.parse(line);
      assert.equal(typeof message, 'string');
      assert.equal(event.kind, 'pipeline_error');
      assert.deepEqual(why, error);
      assert.deepEqual(others, { ...agents, container });
    }),
  );
});

test('numbers that JavaScript can’t hold are found as they were', () => {
  const document = '{"big":18446744073709551617,"huge":1e400,"message":"x"}';
  assert.equal(simple.original(simple.of(document, refusal).line), document);
});
