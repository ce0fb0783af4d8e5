import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schema } from '../../src/parse/schemas/names.ts';
import { dotted, type Path } from '../../src/parse/schemas/path.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { objectTypeOf } from '../../src/ship/template/describe-server.ts';
import { mappingOf, type ObjectType } from '../../src/ship/template/mapping.ts';
import { parseServer, readServer, STORE } from '../../src/ship/template/server.ts';
import { templateApi, templateOf, versionNumber } from '../../src/ship/template/template.ts';

/** Answers to `GET /` as the servers gave them, shortened. */
const ROOTS = {
  'es-7.6.2': '{"version":{"number":"7.6.2","build_flavor":"unknown"},"tagline":"You Know, for Search"}',
  'es-7.6.2 default':
    '{"version":{"number":"7.6.2","build_flavor":"default"},"tagline":"You Know, for Search"}',
  'es-7.10.2 oss': '{"version":{"number":"7.10.2","build_flavor":"oss"},"tagline":"You Know, for Search"}',
  'es-7.17.28': '{"version":{"number":"7.17.28","build_flavor":"unknown"},"tagline":"You Know, for Search"}',
  'es-9.5.3': '{"version":{"number":"9.5.3","build_flavor":"default"},"tagline":"You Know, for Search"}',
  'os-1.3.14':
    '{"version":{"distribution":"opensearch","number":"1.3.14"},"tagline":"The OpenSearch Project"}',
  'os-2.19.1':
    '{"version":{"distribution":"opensearch","number":"2.19.1"},"tagline":"The OpenSearch Project"}',
  'os as es': '{"version":{"number":"7.10.2"},"tagline":"The OpenSearch Project: https://opensearch.org/"}',
} as const;

const KNOWN: Record<keyof typeof ROOTS, [flavor: string, api: string, objects: ObjectType]> = {
  'es-7.6.2': ['elasticsearch', '_template', 'keyword'],
  'es-7.6.2 default': ['elasticsearch', '_template', 'flattened'],
  'es-7.10.2 oss': ['elasticsearch', '_index_template', 'keyword'],
  'es-7.17.28': ['elasticsearch', '_index_template', 'flattened'],
  'es-9.5.3': ['elasticsearch', '_index_template', 'flattened'],
  'os-1.3.14': ['opensearch', '_index_template', 'keyword'],
  'os-2.19.1': ['opensearch', '_index_template', 'flat_object'],
  'os as es': ['opensearch', '_index_template', 'flat_object'],
};

function serverOf(root: string) {
  const server = readServer(Buffer.from(root));
  assert.ok(server !== undefined && server !== STORE, root);
  return server;
}

for (const [name, root] of Object.entries(ROOTS)) {
  test(`${name}: its kind of templates and its type for objects`, () => {
    const server = serverOf(root);
    const known = [server.flavor, templateApi(server), objectTypeOf(server)];
    assert.deepEqual(known, KNOWN[name as keyof typeof ROOTS]);
  });
}

test('an agent’s embedded store is recognised, and what says nothing of itself is not', () => {
  assert.equal(
    readServer(Buffer.from('{"version":{"number":"7.17.0-logagent","build_flavor":"logagent"}}')),
    STORE,
  );
  for (const text of ['', '<html>', '[]', '{}', '{"version":{}}', '{"version":{"number":"x"}}', 'null'])
    assert.equal(readServer(Buffer.from(text)), undefined, text);
});

test('servers that a person names', () => {
  assert.deepEqual(parseServer('opensearch-2.19.1'), {
    flavor: 'opensearch',
    major: 2,
    minor: 19,
    build: 'default',
  });
  assert.equal(parseServer('elasticsearch-oss-7.10')?.build, 'other');
  for (const name of ['', 'solr-9.1', 'elasticsearch', 'elasticsearch-8', 'opensearch-oss'])
    assert.equal(parseServer(name), undefined, name);
});

test('the composable template', () => {
  const server = serverOf(ROOTS['es-9.5.3']);
  const { path, body } = templateOf({
    server,
    index: 'logs',
    objects: 'flattened',
    version: '1.2.3',
    schema: usualSchema,
  });
  const settings = {
    'index.mapping.total_fields.limit': 5000,
    'index.mapping.total_fields.ignore_dynamic_beyond_limit': true,
    'index.mapping.ignore_malformed': true,
  };
  assert.equal(path, '_index_template/logagent-logs');
  assert.deepEqual(body, {
    index_patterns: ['logs', 'logs-000*'],
    priority: 10,
    version: 1_002_003,
    _meta: { logagent: { version: '1.2.3' } },
    template: {
      settings,
      mappings: mappingOf({ objects: 'flattened', version: '1.2.3', schema: usualSchema }),
    },
  });
});

test('the template of the old kind has no member that it does not know', () => {
  const server = serverOf(ROOTS['es-7.6.2']);
  const { path, body } = templateOf({
    server,
    index: 'logs',
    objects: 'keyword',
    version: '1.2.3',
    schema: usualSchema,
  });
  assert.equal(path, '_template/logagent-logs');
  assert.deepEqual(Object.keys(body), ['index_patterns', 'order', 'version', 'settings', 'mappings']);
  const { _meta } = body.mappings as Record<string, unknown>;
  assert.deepEqual(_meta, { logagent: { version: '1.2.3' } });
});

type Property = { type?: string; path?: string; properties?: Record<string, Property> };

/** The fields of a mapping by their paths. */
function typesIn(schema: Schema, objects: ObjectType = 'flattened'): Map<string, Property> {
  const paths = (value: object, begin = ''): [string, Property][] =>
    Object.entries(value).flatMap(([name, field]: [string, Property]) =>
      field.properties === undefined
        ? [[`${begin}${name}`, field]]
        : paths(field.properties, `${begin}${name}.`),
    );
  const { properties } = mappingOf({ objects, version: '1.2.3', schema }) as { properties: object };
  return new Map(paths(properties));
}

for (const schema of Object.values(SCHEMAS)) {
  test(`${schema.name}: every field of a document has a type of its own`, () => {
    const types = typesIn(schema);
    // The object for members whose names are the agent's has no fields of its own.
    const { access, text, marks, refusal, container, pod, json: _, constants, ...others } = schema;
    const { aliases, prefix: __, name: ___, ...single } = others;
    const fields = [access, text, marks, refusal, container, pod, single].flatMap((part): Path[] =>
      Object.values(part),
    );
    const all = [...fields, ...constants.map(({ path }) => path)].map(dotted);
    // An object in every index would leave others no field `client`.
    const shy = schema === usualSchema ? [access.domain, text.port] : [];
    assert.deepEqual(
      all.filter((name) => !types.has(name)),
      shy,
    );
    for (const [name, path] of Object.entries(aliases)) {
      assert.deepEqual(types.get(name), { type: 'alias', path });
      assert.notEqual(types.get(path), undefined, path);
    }
  });
}

test('what is said of a field has one type, whatever it is called', () => {
  const typeOf = (schema: Schema, path: Path) => typesIn(schema).get(dotted(path))?.type;
  for (const schema of Object.values(SCHEMAS)) {
    const { access, text, container, pod } = schema;
    const paths = [access.ip, access.status, access.bytes, access.responseTime, access.request, text.process];
    const types = [...paths, schema.time, container.labels, container.name, pod.restarts].map((path) =>
      typeOf(schema, path),
    );
    const numbers = ['ip', 'short', 'long', 'double', 'text', 'long'];
    assert.deepEqual(types, [...numbers, 'date_nanos', 'flattened', 'keyword', 'long'], schema.name);
  }
  assert.deepEqual([...typesIn(SCHEMAS.ecs)].filter(([name]) => /^ecs|^msg$|^level$/.test(name)).length, 3);
  assert.equal(typesIn(SCHEMAS.otel).get('severity_number')?.type, 'byte');
});

test('at the top level of otel is what a log record has there, and two names that searches know', () => {
  const mapping = mappingOf({ objects: 'flattened', version: '1.2.3', schema: SCHEMAS.otel });
  const { properties } = mapping as { properties: object };
  assert.deepEqual(Object.keys(properties).sort(), [
    ...['@timestamp', 'attributes', 'body', 'log', 'message', 'resource', 'scope'],
    ...['severity_number', 'severity_text'],
  ]);
});

test('the template tells its schema, unless it is the usual one', () => {
  const server = serverOf(ROOTS['es-9.5.3']);
  const metas = Object.values(SCHEMAS).map(
    (schema) =>
      templateOf({ server, index: 'logs', objects: 'flattened', version: '1.2.3', schema }).body._meta,
  );
  assert.deepEqual(metas, [
    { logagent: { version: '1.2.3' } },
    { logagent: { version: '1.2.3', schema: 'ecs' } },
    { logagent: { version: '1.2.3', schema: 'otel' } },
  ]);
});

test('labels and attrs: flattened, flat_object, or a keyword for each', () => {
  const labels = (objects: ObjectType): unknown => {
    const mapping = mappingOf({ objects, version: '1.2.3', schema: usualSchema }) as {
      properties: { container: { properties: { labels: { type: string } } } };
      dynamic_templates: object[];
    };
    const names = mapping.dynamic_templates.flatMap((template) => Object.keys(template));
    return [mapping.properties.container.properties.labels.type, names.includes('container_labels')];
  };
  assert.deepEqual(labels('flattened'), ['flattened', false]);
  assert.deepEqual(labels('flat_object'), ['flat_object', false]);
  assert.deepEqual(labels('keyword'), ['object', true]);
  const { dynamic_templates: templates } = mappingOf({
    objects: 'keyword',
    version: '1.2.3',
    schema: SCHEMAS.otel,
  }) as { dynamic_templates: Record<string, { path_match?: string }>[] };
  assert.deepEqual(
    templates.slice(0, 2).map((each) => Object.values(each)[0]?.path_match),
    ['resource.attributes.container.label.*', 'resource.attributes.container.attrs.*'],
  );
});

test('a version as a number grows with it', () => {
  const versions = ['0.1.0', '0.1.1', '0.2.0', '0.10.0', '1.0.0', '1.2.3-beta', '2.0.0'];
  const numbers = versions.map(versionNumber);
  assert.deepEqual(
    numbers,
    numbers.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(numbers).size, versions.length);
});
