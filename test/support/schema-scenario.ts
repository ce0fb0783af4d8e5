import assert from 'node:assert/strict';
import { fieldValues } from '../../src/store/search/field-values.ts';
import type { Source } from './backend.ts';
import type { FakeContainer } from './docker-writer.ts';
import type { Scenario } from './scenario.ts';
import { TIME } from './schema-documents.ts';
import { waitFor } from './wait.ts';

/** Writes lines as Docker does, one nanosecond after the other. */
export function write(container: FakeContainer, ...texts: string[]): void {
  for (const text of texts) {
    const time = TIME.replace(/\d{3}Z$/, `${String(count(container)).padStart(3, '0')}Z`);
    container.writeRaw(`${JSON.stringify({ log: `${text}\n`, stream: 'stdout', time })}\n`);
  }
}

const counts = new WeakMap<FakeContainer, number>();
function count(container: FakeContainer): number {
  const next = (counts.get(container) ?? 0) + 1;
  counts.set(container, next);
  return next;
}

/** Waits until so many documents have been accepted. */
export async function inIndex(scenario: Scenario, wanted: number): Promise<void> {
  await waitFor(
    () => scenario.elasticsearch.accepted.size >= wanted,
    () => `${wanted} documents; ${scenario.elasticsearch.accepted.size}${scenario.agents.at(-1)?.tail()}`,
  );
}

/** What the server behind the stand-in answers; fails when that is an error. */
export async function call<T>(scenario: Scenario, method: string, path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const answer = await scenario.elasticsearch.backend.answer({ method, path, headers, body: bytes });
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body) as T;
}

/** The value of a field, whatever is an object and whatever a dot in a name. */
export const valueAt = (source: Source, path: string): unknown => fieldValues(source, path)[0];
