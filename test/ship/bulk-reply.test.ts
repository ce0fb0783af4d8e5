import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { errorText, readBulkReply, readRequestError } from '../../src/ship/answers/bulk-reply.ts';
import { recorded, recordedRefusals } from './recorded-replies.ts';

const read = (text: string, documents: number) => readBulkReply(Buffer.from(text), documents);
const created = (count: number) => Array(count).fill('{"create":{"status":201}}').join(',');

test('an answer without errors delivers', () => {
  assert.deepEqual(read(recorded.delivered, 1), { kind: 'delivered' });
  for (const count of [1, 2, 3000]) {
    assert.deepEqual(read(`{"errors":false,"items":[${created(count)}]}`, count), { kind: 'delivered' });
  }
});

test('other ways to write it deliver too', () => {
  const { kind } = read(' {"took":3, "errors":false, "items":[{"create":{"_id":"a.1","status":201}}]} ', 1);
  assert.equal(kind, 'items');
});

test('an answer without errors but to another number of documents is not clear', () => {
  for (const count of [1, 2, 4, 3001]) {
    const reply = read(`{"errors":false,"items":[${created(3)}]}`, count);
    assert.equal(reply.kind, 'unclear', `${count}`);
  }
  assert.equal(read('{"errors":false,"items":[]}', 1).kind, 'unclear');
});

test('an item that failed counts though errors is false', () => {
  const reply = read('{"errors":false,"items":[{"create":{"status":429}}]}', 1);
  assert.deepEqual(reply, { kind: 'items', items: [{ status: 429, type: '', reason: '' }] });
});

test('items carry status, type and reason with its cause, in the order of the request', () => {
  assert.deepEqual(read(recorded.mappingConflict, 2), {
    kind: 'items',
    items: [
      {
        status: 400,
        type: 'mapper_parsing_exception',
        reason:
          "failed to parse field [n] of type [long] in document with id 'a.2'. Preview of field's value: 'abc': For input string: \"abc\"",
      },
      { status: 201, type: '', reason: '' },
    ],
  });
});

test('an error may be a text, and a long one is cut', () => {
  const reply = read(`{"errors":true,"items":[{"create":{"status":500,"error":"${'x'.repeat(5000)}"}}]}`, 1);
  assert.deepEqual(reply, { kind: 'items', items: [{ status: 500, type: '', reason: 'x'.repeat(1000) }] });
});

test('what is no answer to _bulk is unclear, and says why', () => {
  const rows: [string, RegExp][] = [
    ['', /not a JSON object: it is empty/],
    ['<html>\n <body>Welcome</body></html>', /not a JSON object: <html> <body>Welcome/],
    ['{"errors":false,"items":[{"create"', /not a JSON object/],
    ['null', /not a JSON object/],
    ['"errors"', /not a JSON object/],
    ['{"errors":false}', /no items/],
    ['{"took":3,"errors":false}\n', /no items/],
    ['{"errors":false,"items":null}', /not one to _bulk/],
    ['{}', /not one to _bulk: {}/],
    ['{"errors":true}', /not one to _bulk/],
    ['{"tagline":"You Know, for Search"}', /You Know, for Search/],
    ['{"errors":true,"items":{"0":1}}', /not one to _bulk/],
    ['{"errors":true,"items":[1,2]}', /2 documents, not 1/],
    ['{"errors":true,"items":[1]}', /no status/],
    ['{"errors":true,"items":[null]}', /no status/],
    ['{"errors":true,"items":[{}]}', /no status/],
    ['{"errors":true,"items":[{"create":{"status":"201"}}]}', /no status/],
  ];
  for (const [text, why] of rows) {
    const reply = read(text, 1);
    assert.equal(reply.kind, 'unclear', text);
    assert.match(reply.kind === 'unclear' ? reply.why : '', why);
  }
});

test('any bytes have an answer, and a damaged one never delivers', () => {
  const whole = Buffer.from(`{"errors":false,"items":[${created(20)}]}`);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.notEqual(readBulkReply(Buffer.from(bytes), 20).kind, 'delivered');
    }),
  );
  for (let length = 0; length < whole.length; length++) {
    assert.equal(readBulkReply(whole.subarray(0, length), 20).kind, 'unclear', `cut at ${length}`);
  }
});

test('any wrong byte among the items is seen', () => {
  const from = '{"errors":false,"items":['.length;
  for (const count of [1, 2, 3, 10]) {
    const whole = Buffer.from(`{"errors":false,"items":[${created(count)}]}`);
    for (let at = from; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1;
      assert.notEqual(readBulkReply(damaged, count).kind, 'delivered', `${count} documents, byte ${at}`);
    }
  }
});

test('why a whole request was refused', () => {
  const text = (body: string) => errorText(readRequestError(Buffer.from(body)));
  assert.equal(
    text(recordedRefusals.clusterBlock.body),
    'cluster_block_exception: blocked by: [FORBIDDEN/6/cluster read-only (api)];',
  );
  assert.equal(text(recordedRefusals.contentType.body), 'Content-Type header [text/plain] is not supported');
  assert.equal(text(''), '');
  assert.equal(text('<h1>Bad\n\nGateway</h1>'), '<h1>Bad Gateway</h1>');
  assert.equal(text('{"message":"no"}'), '{"message":"no"}');
  assert.equal(text('{"error":{"type":"only_type"}}'), 'only_type');
});

test('what is in a failure store is taken, and told of', () => {
  const items = [{ create: { status: 201 } }, { create: { status: 201, failure_store: 'used' } }];
  const reply = readBulkReply(Buffer.from(JSON.stringify({ errors: false, items })), 2);
  assert.ok(reply.kind === 'items');
  assert.deepEqual(
    reply.items.map(({ status, inFailureStore }) => [status, inFailureStore]),
    [
      [201, undefined],
      [201, true],
    ],
  );
  const refused = { create: { status: 400, error: {}, failure_store: 'not_enabled' } };
  const other = readBulkReply(Buffer.from(JSON.stringify({ errors: true, items: [refused] })), 1);
  assert.ok(other.kind === 'items' && other.items[0]?.inFailureStore === undefined);
});
