import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SCHEMA_NAMES, type Schema } from '../../src/parse/schemas/names.ts';
import { dotted, type Path } from '../../src/parse/schemas/path.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { DOCUMENTS, LINES } from '../support/schema-documents.ts';

const page = readFileSync(new URL('../../docs/schemas.md', import.meta.url), 'utf8');
const between = (mark: string): string | undefined =>
  new RegExp(`<!-- ${mark}: [^>]*-->\\n([\\s\\S]*?)\\n<!-- /${mark} -->`).exec(page)?.[1];

const schemas = Object.values(SCHEMAS);

/** All fields that a schema names, by what they are in the type `Schema`, in the order of the table. */
function fieldsOf(schema: Schema): Map<string, string> {
  const { access, text, container, pod, marks, refusal } = schema;
  const { message, level, severity, levelNumber, timestamp, json, stream, time, offset, path, hostName } =
    schema;
  const single = {
    ...{ time, message, level, levelNumber, ...(severity !== undefined && { severity }), timestamp },
    ...{ json, stream, hostName, offset, path },
  };
  const groups = Object.entries({ single, container, pod, access, text, marks, refusal });
  const fields = groups.flatMap(([group, names]) =>
    Object.entries(names).map(([key, name]: [string, Path]): [string, string] => [
      `${group}.${key}`,
      dotted(name),
    ]),
  );
  const constants = schema.constants.map((each): [string, string] => [dotted(each.path), dotted(each.path)]);
  return new Map([...fields, ...constants]);
}

function table(): string {
  const all = schemas.map(fieldsOf);
  const keys = [...new Set(all.flatMap((fields) => [...fields.keys()]))];
  const rows = keys.map((key) => {
    const names = all.map((fields) => fields.get(key));
    return `| ${names.map((name) => (name === undefined ? '' : `\`${name}\``)).join(' | ')} |`;
  });
  return [`| ${SCHEMA_NAMES.join(' | ')} |`, '|---|---|---|', ...new Set(rows)].join('\n');
}

test('the page’s table has the names of all fields in each schema', () => {
  assert.equal(between('names'), table(), `docs/schemas.md should hold:\n\n${table()}\n`);
});

test('the page shows the documents that test/agent/schemas.test.ts finds', () => {
  const expected = Object.entries(LINES)
    .map(([line, text]) => {
      const documents = SCHEMA_NAMES.map(
        (name) => `→ ${name}: ${JSON.stringify(DOCUMENTS[name][line as keyof typeof LINES])}`,
      );
      return [text, ...documents].join('\n');
    })
    .join('\n\n');
  assert.equal(
    between('documents'),
    `\`\`\`\n${expected}\n\`\`\``,
    `docs/schemas.md should hold:\n\n${expected}\n`,
  );
});
