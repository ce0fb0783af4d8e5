import assert from 'node:assert/strict';
import type { Format } from '../../../src/parse/formats/format.ts';
import { COPIED, OTHER } from '../../../src/parse/formats/format.ts';
import { EscapedScanner } from '../../../src/scan/escaped-scanner.ts';
import { dockerEscapeLength } from '../../../src/source/docker/escapes.ts';
import { escapeLog } from '../../support/docker-envelope.ts';

const BEHIND_TEXT = 64;

/** Fails where the fast way says something else of a text than the reference; returns what it said. */
export function agree(format: Format, text: string): number {
  const scan = new EscapedScanner(dockerEscapeLength);
  const form = `${escapeLog(Buffer.from(`${text}\n`)).slice(1)}\n`;
  // The envelope goes on behind the text.
  scan.source = Buffer.from(form + 'x'.repeat(BEHIND_TEXT));
  scan.target = Buffer.alloc(scan.source.length + format.extraBytes + 4);
  const copied = format.copy(scan);
  const fields = format.read(text.replace(/\r$/, ''));
  if (copied === OTHER) assert.equal(fields, undefined, text);
  if (copied !== COPIED) return copied;
  assert.equal(scan.at, Buffer.byteLength(form) - 1, text);
  assert.notEqual(fields, undefined, text);
  const written = scan.target.toString('utf8', 0, scan.out);
  assert.deepEqual(JSON.parse(`{${written.slice(0, -1)}}`), JSON.parse(`{${fields}}`), text);
  return copied;
}
