import { randomBytes } from 'node:crypto';
import { envelope, rfc3339Nano, splitParts } from '../../support/docker-envelope.ts';
import type { FakeContainer } from '../../support/docker-writer.ts';
import type { Ground, Nuisance } from './nuisance.ts';

/** For the agent's option: each takes a backtracking engine years. */
export const PATTERNS = ['(?<x>(a+)+)$', '(?<x>(a|a)*)b', '(?<w>(?:\\w+\\s?)*)\\.'];
const FUSES = ['a', ' ', 'aaaa '];

/** What someone prints who wants to be more than a line. */
const INJECTIONS = [
  '"}\n{"delete":{"_id":"x"}}\n{"create":{"_index":"other"}}\n{"message":"injected"}',
  '\\n{"delete":{"_id":"x"}}\\n',
  '\\"}\\u000a{"index":{}}',
  '{"message":"a document inside","container":{"name":"good1"},"@timestamp":"1970-01-01T00:00:00Z"}',
  '\u001b[2J\u001b]0;title\u0007 \u009b31m red',
  '\u2028 \u2029 \ufeff \ufffd \u0000 \u007f \ud800',
  '\r carriage return \t tab \u000b \u000c',
  '203.0.113.9 - - [99/Foo/2024:99:00:00 +0000] "GET /"};{"create":{} HTTP/1.1" 200 5 "-" "-"',
  '__proto__ constructor {"__proto__":{"polluted":true}}',
];

/** What no Docker wrote. */
const JUNK = [
  'this is not JSON\n',
  '{"log":"cut in the mid\n',
  '{"log":"two in one\\n","stream":"stdo{"log":"x"}\n',
  '[1,2,3]\n',
  '{"log":17,"stream":"stdout","time":"2024-05-01T10:00:00Z"}\n',
  '{"log":"x\\n","stream":"stdout","time":"yesterday"}\n',
  `{"log":"${'\\u0000'.repeat(500)}\\n","stream":"stderr","time":"9999-99-99T99:99:99Z"}\n`,
  '\n',
];

/** Lines that are hard to read. */
export function texts(ground: Ground): Nuisance[] {
  const labels = { 'a"}\n{"x': '"}\n{"delete":{"_id":"x"}}\n', __proto__x: '<b>', html: '\u202e' };
  const [injecting, junk] = [ground.create({ labels, image: 'i"}\n{"delete":{}}:1' }), ground.create()];
  const json = ground.create({ labels: { 'logagent.format': 'json' } });
  const bombs = ground.create();
  let turn = 0;
  return [
    {
      everyMs: 20,
      act: () => print(ground, injecting, INJECTIONS[turn++ % INJECTIONS.length] ?? ''),
    },
    {
      everyMs: 40,
      act: () => {
        ground.write(junk, JUNK[turn++ % JUNK.length] ?? '');
        ground.write(junk, Buffer.concat([randomBytes(300), Buffer.from('\n')]));
      },
    },
    { everyMs: 1000, act: () => print(ground, json, deep(turn++)) },
    {
      everyMs: 1000,
      act: () => print(ground, bombs, `${(FUSES[turn++ % 3] ?? '').repeat(1300).slice(0, 4000)}!`),
    },
    {
      everyMs: 5000,
      act: () => print(ground, bombs, `${(FUSES[turn++ % 3] ?? '').repeat(100_000).slice(0, 100_000)}!`),
    },
  ];
}

/** JSON that is deep, wide, or both. */
function deep(turn: number): string {
  if (turn % 3 === 0) return `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  if (turn % 3 === 1) return `{"a":${'['.repeat(30_000)}`;
  return `{${Array.from({ length: 2000 }, (_, i) => `"field${turn}.${i}":${i}`).join(',')}}`;
}

function print(ground: Ground, container: FakeContainer, text: string): void {
  const time = rfc3339Nano(BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n));
  for (const part of splitParts(Buffer.from(text))) ground.write(container, envelope(part, 'stdout', time));
}
