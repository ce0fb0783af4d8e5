import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OwnNames } from '../../../src/parse/json/own-names.ts';
import { severityOf } from '../../../src/parse/roles/levels.ts';
import { SCHEMA_NAMES, type Schema } from '../../../src/parse/schemas/names.ts';
import { dotted, type Path } from '../../../src/parse/schemas/path.ts';
import { SCHEMAS } from '../../../src/parse/schemas/schemas.ts';
import { usualSchema } from '../../../src/parse/schemas/short.ts';
import { line, makeBlock, Rig } from '../rig.ts';
import { examples } from '../texts/examples.ts';

const REQUEST = '[17/May/2015:10:05:03 +0000] "GET /a?b=1 HTTP/1.1" 200 12';
const ACCESS = [
  `192.0.2.7 id frank ${REQUEST} "http://shop.example/" "curl/8"`,
  `crawler.example - - ${REQUEST}`,
  `192.0.2.7 - - ${REQUEST} "-" "curl/8" "203.0.113.5, 10.0.0.2" 0.004 3.21 "x"`,
  `192.0.2.7 - - ${REQUEST} "-" "curl/8" 4404 "web@docker" "http://192.0.2.6:9000" 3ms`,
  `192.0.2.7 - - ${REQUEST} "-" "curl/8" 85 0.004 [default-web-80] [] 10.0.0.5:80 12`,
  `shop.example:443 192.0.2.7 - - ${REQUEST} "-" "curl/8"`,
  '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "-" 400 0 "-" "-"',
];
const texts = [...examples.map((example) => example.line), ...ACCESS, 'a message'];

/** Values by their paths, whatever is an object and whatever a dot in a name. */
function flat(value: object, begin = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([name, each]) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? flat(each, `${begin}${name}.`)
      : [[`${begin}${name}`, each]],
  );
}

function documentOf(schema: Schema, text: string, options: object = {}): object {
  const formats = ['auto'] as const;
  const parsing = { formats, jsonFields: 'json', colours: 'original', requestParts: true } as const;
  const rig = new Rig({ ...parsing, schema, ...options }).parse(makeBlock(line(`${text}\n`)));
  return rig.documents()[0]?.source;
}

/** The same names in both schemas; those of an object without what is below it. */
function translations(schema: Schema): [string, string][] {
  const parts = ['access', 'text', 'marks', 'container', 'pod'] as const;
  const single = ['message', 'level', 'levelNumber', 'timestamp', 'json', 'stream', 'time'] as const;
  const paths = ['offset', 'path', 'hostName'] as const;
  const pairs = [
    ...parts.flatMap((part) =>
      Object.entries(usualSchema[part]).map(([key, name]): [Path, Path] => [
        name,
        (schema[part] as Record<string, Path>)[key] as Path,
      ]),
    ),
    ...[...single, ...paths].map((key): [Path, Path] => [usualSchema[key], schema[key]]),
  ];
  return pairs.map(([short, name]): [string, string] => [dotted(short), dotted(name)]);
}

/** The short document as the schema has it. */
function translated(schema: Schema, document: object): Map<string, unknown> {
  const names = translations(schema);
  const fields = flat(document).map(([path, value]): [string, unknown] => {
    const [short = '', name = ''] =
      names.find(([each]) => each === path) ?? names.find(([each]) => path.startsWith(`${each}.`)) ?? [];
    assert.notEqual(short, '', path);
    return [name + path.slice(short.length), value];
  });
  const all = new Map(fields);
  const level = all.get(schema.level);
  const severity = typeof level === 'string' ? severityOf(level) : undefined;
  if (schema.severity !== undefined && severity !== undefined) all.set(schema.severity, severity);
  const { caller, callerLine } = schema.text;
  const [, file, number] = /^(.*):(\d+)$/.exec(String(all.get(caller))) ?? [];
  if (callerLine !== undefined && file !== undefined) all.set(caller, file).set(callerLine, Number(number));
  for (const { path, value } of schema.constants) all.set(dotted(path), value);
  return all;
}

for (const schema of Object.values(SCHEMAS)) {
  test(`${schema.name}: documents say what the short ones say, under their own names`, () => {
    for (const text of [...texts, '\u001b[31mred\u001b[0m', '\u001b[31m203.0.113.9']) {
      const fields = flat(documentOf(schema, text));
      const expected = translated(schema, documentOf(usualSchema, text));
      assert.equal(fields.length, new Set(fields.map(([path]) => path)).size, text);
      assert.deepEqual(new Map(fields), expected, text);
    }
  });

  test(`${schema.name}: no name is twice at the top level, whatever is wrong with a line`, () => {
    const lines = [
      'junk\n',
      Buffer.from([0xff, 0xfe, 0x0a]),
      ...texts.map((text) => line(`\u001b[31m${text}\n`)),
      line('x'.repeat(3000)),
    ].map((each) => Buffer.from(each));
    const options = { formats: ['auto'], colours: 'original', maxEventBytes: 1000, schema } as const;
    for (const bytes of lines) {
      const rig = new Rig(options).parse(makeBlock(bytes));
      for (const { containerId, stream } of [...rig.parser.unfinished()])
        rig.parser.finish(containerId, stream, rig.writer);
      rig.documents();
      for (const { body, length } of rig.batches) {
        for (const text of body.toString('utf8', 0, length).trimEnd().split('\n')) {
          // JSON.parse would pass over it, and Elasticsearch refuses it.
          assert.deepEqual(namesAtTop(text), [...new Set(namesAtTop(text))], text);
        }
      }
    }
  });

  test(`${schema.name}: a line can't bring along what the agent says`, () => {
    const own = new OwnNames(schema);
    const names = [schema.stream, schema.time, ...schema.constants.map(({ path }) => dotted(path))];
    const paths = [schema.offset, schema.path, schema.hostName, ...Object.values(schema.pod)];
    for (const path of [...paths, ...Object.values(schema.container), ...Object.values(schema.marks)])
      names.push(dotted(path));
    for (const name of names) assert.ok(own.has(name), name);
    const members = Object.fromEntries(names.map((name) => [name, 'forged']));
    const said = documentOf(schema, JSON.stringify({ a: 1, ...members }), { jsonFields: 'root' });
    const honest = documentOf(schema, '{"a":1}', { jsonFields: 'root' });
    const fields = new Map(flat(said));
    for (const [path, value] of flat(honest)) assert.equal(fields.get(path), value, path);
  });

  test(`${schema.name}: no field is an object that another one is in`, () => {
    const { access, text, marks, refusal, container, pod, constants, aliases, ...others } = schema;
    const { name: _, prefix: __, ...single } = others;
    const groups = [access, text, marks, refusal, container, pod, single].flatMap((part): Path[] =>
      Object.values(part),
    );
    const all = [...groups, ...constants.map(({ path }) => path), ...Object.keys(aliases)].map(dotted);
    for (const path of all)
      assert.deepEqual(
        all.filter((each) => each.startsWith(`${path}.`)),
        [],
        path,
      );
  });
}

test('each schema is found by its name', () => {
  assert.deepEqual(
    SCHEMA_NAMES.map((name) => SCHEMAS[name].name),
    SCHEMA_NAMES,
  );
});

test('a level of an application’s own has no number of OpenTelemetry’s', () => {
  const document = documentOf(SCHEMAS.otel, '{"level":"audit","msg":"x"}');
  assert.equal((document as Record<string, unknown>).severity_text, 'audit');
  assert.ok(!('severity_number' in document));
  assert.equal(severityOf('constructor'), undefined);
});

/** The names of an object's members, as often as they are there. */
function namesAtTop(json: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*":?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && token.endsWith(':')) names.push(token);
  }
  return names;
}
