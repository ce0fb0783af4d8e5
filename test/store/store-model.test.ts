import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allDocuments, runningStore } from './running-store.ts';

const indices = ['a', 'b'] as const;

const action = fc.record({
  verb: fc.constantFrom('create', 'index'),
  index: fc.constantFrom(...indices),
  id: fc.nat(8).map(String),
  value: fc.oneof(
    { weight: 5, arbitrary: fc.json().map((text) => `{"v":${text}}`) },
    { weight: 1, arbitrary: fc.constantFrom('{', '[]', 'null', '') },
  ),
});

const isObject = (text: string) => text.startsWith('{"v":');

test('random bulks against a map: same statuses, same documents', async (t) => {
  const { call, documents } = await runningStore(t);
  const check = async (bulks: { verb: string; index: string; id: string; value: string }[][]) => {
    for (const index of documents.indices()) documents.deleteIndex(index);
    const model = new Map<string, string>();
    for (const actions of bulks) {
      const body = actions.map(
        ({ verb, index, id, value }) => `{"${verb}":{"_index":"${index}","_id":"${id}"}}\n${value}\n`,
      );
      const expected = actions.map(({ verb, index, id, value }) => {
        if (!isObject(value)) return 400;
        const name = `${index} ${id}`;
        const known = model.has(name);
        if (known && verb === 'create') return 409;
        model.set(name, value);
        return known ? 200 : 201;
      });
      const reply = await call('POST', '/_bulk?filter_path=errors,items.*.status', body.join(''));
      const items: Record<string, { status: number }>[] = reply.json.items;
      assert.deepEqual(
        items.map((item) => Object.values(item)[0]?.status),
        expected,
      );
      assert.equal(
        reply.json.errors,
        expected.some((status) => status >= 400),
      );
    }
    const stored = allDocuments(documents).map(
      ({ index, id, source }) => [`${index} ${id}`, source] as const,
    );
    assert.deepEqual(new Map(stored), model);
    for (const index of indices) {
      const count = [...model.keys()].filter((name) => name.startsWith(index)).length;
      assert.equal((await call('GET', `/${index}*/_count`)).json.count, count);
    }
  };
  const bulks = fc.array(fc.array(action, { minLength: 1, maxLength: 12 }), { maxLength: 4 });
  await fc.assert(fc.asyncProperty(bulks, check), { numRuns: 60 });
});

test('random requests: always an answer in JSON, never a failure of the store itself', async (t) => {
  const { call } = await runningStore(t);
  await call('POST', '/logs/_bulk', '{"create":{"_id":"1"}}\n{"message":"hello","n":1}\n');
  const paths = [
    '/_search',
    '/logs/_search',
    '/_count',
    '/_bulk',
    '/logs/_bulk',
    '/logs/_create/2',
    '/logs/_doc/3',
  ];
  const query = fc.constantFrom(
    'match',
    'term',
    'terms',
    'range',
    'ids',
    'bool',
    'prefix',
    'exists',
    'query_string',
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.tuple(query, fc.json()).map(([name, text]) => `{"query":{"${name}":${text}}}`),
    fc.tuple(query, fc.json()).map(([name, text]) => `{"query":{"${name}":{"message":${text}}}}`),
    fc
      .tuple(fc.constantFrom('sort', 'size', 'from', 'search_after', '_source'), fc.json())
      .map(([name, text]) => `{"${name}":${text}}`),
  );
  const check = async (path: string, text: string) => {
    const reply = await call('POST', path, text);
    assert.ok(reply.status < 500, `${reply.status} ${reply.text}`);
    assert.equal(typeof reply.json, 'object');
  };
  await fc.assert(fc.asyncProperty(fc.constantFrom(...paths), body, check), { numRuns: 400 });
});
