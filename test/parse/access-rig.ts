import assert from 'node:assert/strict';
import { combined } from '../../src/parse/formats/combined.ts';
import { COPIED, UNSURE } from '../../src/parse/formats/format.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { EscapedScanner, OVERHANG_BYTES } from '../../src/scan/escaped-scanner.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';
import { escapeLog } from '../support/docker-envelope.ts';

export type AccessFields = Record<string, string | number>;

/** The reference's members of a document; undefined when the text isn't an access line. */
export function readMembers(text: string, requestParts = false): string | undefined {
  return combined(usualSchema.access, { requestParts }).read(text);
}

/** The fast way's, as they come of a text as Docker writes it; `unsure` when they are left to the reference. */
export function copyMembers(text: string, requestParts = false, end = '\n'): string | undefined {
  const format = combined(usualSchema.access, { requestParts });
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${escapeLog(Buffer.from(text + end)).slice(1)}\n`);
  const room = scan.source.length + format.extraBytes;
  scan.target = Buffer.alloc(room + OVERHANG_BYTES);
  const copied = format.copy(scan);
  if (copied === UNSURE) return 'unsure';
  if (copied !== COPIED) return undefined;
  assert.ok(scan.out <= room, `no more is written than is said: ${text}`);
  assert.equal(scan.at, scan.source.length - 1, 'the string’s end is passed over');
  const members = scan.target.toString('utf8', 0, scan.out);
  assert.ok(members.endsWith(','));
  return members.slice(0, -1);
}

/** As an object. Throws when a name is there twice. */
export function fieldsOf(members: string | undefined): AccessFields | undefined {
  if (members === undefined) return undefined;
  const fields = JSON.parse(`{${members}}`) as AccessFields;
  if (members.length > LONG) return fields;
  assert.equal(canonical(JSON.stringify(Object.keys(fields))), canonical(`[${namesIn(members)}]`));
  return fields;
}

/** The same members, but for how strings are escaped. */
export function canonical(json: string): string {
  return json.replace(STRING, (string) => JSON.stringify(JSON.parse(string)));
}

/** Regular expressions of so long texts exhaust the stack. */
const LONG = 100_000;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/g;

function namesIn(members: string): string[] {
  return [...members.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*"):(?:"[^"\\]*(?:\\.[^"\\]*)*"|[^,"]*)/g)].map(
    ([, name = '']) => name,
  );
}

/** The fields of both ways, which must be the same bytes. */
export function bothWays(text: string, requestParts = false): AccessFields | undefined {
  const members = readMembers(text, requestParts);
  for (const end of ['\n', '\r\n']) {
    const copied = copyMembers(text, requestParts, end);
    assert.equal(copied && canonical(copied), members && canonical(members), text);
  }
  return fieldsOf(members);
}
