import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TextLines } from '../../src/commands/parsing/lines.ts';
import { readLines } from '../../src/commands/parsing/read-lines.ts';
import { jsonOf, linesOf } from '../../src/commands/parsing/show.ts';
import { Teller } from '../../src/commands/parsing/teller.ts';
import { type Text, TextsReader } from '../../src/commands/parsing/texts.ts';
import { resolveParsing } from '../../src/options/parsing.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const ACCESS = '192.0.2.7 - - [10/Jun/2024:06:13:20 +0200] "GET / HTTP/1.1" 200 5';

async function textsOf(input: string | Buffer, longest = 1000): Promise<Text[]> {
  const reader = new TextsReader(longest);
  const texts: Text[] = [];
  for await (const line of readLines(Readable.from([Buffer.from(input)]), longest))
    texts.push(...reader.add(line));
  return [...texts, ...reader.end()];
}

async function told(input: string | Buffer, given: Record<string, string | string[]> = {}) {
  const options = resolveParsing(given, {});
  const [teller, lines] = [new Teller(options), new TextLines(options)];
  const texts = (await textsOf(input)).flatMap((text) => lines.add(text));
  return [...texts, ...lines.end()].map((text) => teller.tell(text));
}

/** Each line as `--json` prints it. */
async function json(input: string | Buffer, given: Record<string, string | string[]> = {}) {
  return (await told(input, given)).map((each) => JSON.parse(jsonOf(each)));
}

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The program itself; its output is no longer read after `readAtMost` characters. */
function run(args: readonly string[], input: string, readAtMost = Number.POSITIVE_INFINITY): Promise<Run> {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, 'parse', ...args], {
    env: { PATH: process.env.PATH ?? '' },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.length >= readAtMost) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

test('a request is taken apart where the agent would do so', async () => {
  const [[whole], [apart]] = [await json(ACCESS), await json(ACCESS, { 'request-parts': 'yes' })];
  assert.deepEqual(apart.document, { ...whole.document, method: 'GET', path: '/', http_version: '1.1' });
});

test('a raw line, one of Docker’s and one of a Kubernetes runtime have the same fields', async () => {
  const docker = JSON.stringify({ log: `${ACCESS}\n`, stream: 'stdout', time: '2024-06-10T06:13:20.1Z' });
  const cri = `2024-06-10T08:13:20.1+02:00 stdout F ${ACCESS}`;
  const [raw, ...others] = await json([ACCESS, docker, cri].join('\n'));
  const fields = {
    ip: '192.0.2.7',
    timestamp: '2024-06-10T06:13:20+02:00',
    request: 'GET / HTTP/1.1',
    status: 200,
    bytes: 5,
  };
  assert.deepEqual(raw, { line: 1, format: 'combined', matched: true, document: fields });
  const around = { stream: 'stdout', '@timestamp': '2024-06-10T06:13:20.1Z' };
  for (const [i, other] of others.entries()) {
    assert.deepEqual(other, {
      line: i + 2,
      format: 'combined',
      matched: true,
      document: { ...fields, ...around },
    });
  }
});

test('parts are joined, stream by stream; what has no end and what is too long is marked', async () => {
  const cri = (stream: string, tag: string, text: string) =>
    `2024-06-10T06:13:20.1Z ${stream} ${tag} ${text}\n`;
  const input = [
    cri('stdout', 'P', '{"a"'),
    cri('stderr', 'F', 'beside'),
    cri('stdout', 'F', ':1}'),
    cri('stderr', 'P', 'unended'),
  ];
  const texts = await textsOf(input.join(''));
  assert.deepEqual(
    texts.map(({ line, text, isCut }) => [line, text, isCut]),
    [
      [2, 'beside', false],
      [3, '{"a":1}', false],
      [4, 'unended', true],
    ],
  );
  const [long] = await json(`{"a":"${'x'.repeat(5000)}"}\nb`);
  assert.equal(long.document.event.cut, true);
  assert.equal(long.document.message.length, 1000);
  assert.equal(long.matched, false);
});

test('lines that belong together are one document, stream by stream, as in the agent', async () => {
  const trace = [
    'ERROR  Payment failed',
    'java.io.IOException: x',
    '\tat a.B.c(B.java:1)',
    '',
    'prose',
    '\n',
  ].join('\n');
  const documents = async (input: string, given: Record<string, string> = {}) =>
    (await json(input, given)).map(({ line, document }) => [line, document.message, document.event?.cut]);
  assert.deepEqual(await documents(trace), [
    [4, 'ERROR  Payment failed\njava.io.IOException: x\n\tat a.B.c(B.java:1)', undefined],
    [5, 'prose', undefined],
  ]);
  assert.equal((await documents(trace, { multiline: 'off' })).length, 4);
  const docker = (log: string, stream = 'stdout', seconds = 20) =>
    `${JSON.stringify({ log: `${log}\n`, stream, time: `2024-06-10T06:13:${seconds}.1Z` })}\n`;
  const input = [
    docker('# a'),
    docker('# b', 'stderr'),
    docker('c'),
    docker('', 'stderr'),
    docker('d', 'stderr'),
    docker('late', 'stdout', 26),
  ];
  assert.deepEqual(await documents(input.join(''), { 'multiline-start': '^#' }), [
    [3, '# a\nc', undefined],
    [5, '# b\n\nd', undefined],
    [6, 'late', undefined],
  ]);
  const many = [
    '2024-06-10 06:13:20,123 WARN [main] a.B - x',
    ...Array.from({ length: 1500 }, (_, i) => `${i}`),
  ];
  const [first, second] = await json(many.join('\n'), { 'multiline-start': '^2024-', 'max-line': '1mib' });
  assert.deepEqual(
    [first.line, first.format, first.document.event, first.document.level],
    [1000, 'log4j', { cut: true }, 'warn'],
  );
  assert.deepEqual([second.line, second.format, second.document.event], [1501, 'plain', { cut: true }]);
  assert.equal(`${first.document.message}\n${second.document.message}`, ['x', ...many.slice(1)].join('\n'));
});

test('the formats of auto, of --format and of --pattern are told by name', async () => {
  const formats = async (input: string, given = {}) => (await json(input, given)).map(({ format }) => format);
  const input =
    '{"level":30,"a":1}\nlevel=info msg=done\n2024-06-10 06:13:20,123 INFO [main] a.B - x\nprose\n\n \n';
  assert.deepEqual(await formats(input), ['json', 'logfmt', 'log4j', 'plain']);
  assert.deepEqual(await formats('ERROR:root:no stock', { format: 'auto,python' }), ['python']);
  const pattern = ['(?<a>x)', '%{INT:n:int}'];
  const [first, second, third] = await json('x\n12\ny', { pattern });
  assert.deepEqual([first.pattern, second.pattern, third.pattern], [1, 2, undefined]);
  assert.deepEqual(second.document, { n: 12 });
});

test('options of parsing count: where JSON goes, colours, own names, dropping', async () => {
  assert.deepEqual((await json('{"a":1}', { 'json-fields': 'root' }))[0].document, { a: 1 });
  assert.deepEqual((await json('{"a":1}', { 'json-fields': 'container' }))[0].document, {
    json: { stdin: { a: 1 } },
  });
  const coloured = '\u001b[31mred\u001b[0m';
  assert.deepEqual((await json(coloured))[0].document, { message: 'red' });
  assert.deepEqual((await json(coloured, { colours: 'original' }))[0].document, {
    message: 'red',
    event: { original: coloured },
  });
  const own = { pattern: '%{ORDER:order}', 'pattern-definition': 'ORDER=[A-Z]\\d' };
  assert.deepEqual((await json('A1', own))[0].document, { order: 'A1' });
  assert.equal((await json('x', { unmatched: 'drop' }))[0].dropped, true);
});

test('fields have the names of --schema', async () => {
  const input = '\u001b[31m2024-06-10 06:13:20,123 WARN [main] a.B - slow';
  const ecs = { schema: 'ecs', colours: 'original' };
  assert.deepEqual((await json(input, ecs))[0].document, {
    'log.level': 'warn',
    timestamp: '2024-06-10T06:13:20.123',
    message: 'slow',
    'log.logger': 'a.B',
    'process.thread.name': 'main',
    event: { original: input },
  });
  assert.deepEqual((await json('{"level":40,"msg":"slow"}', { schema: 'otel' }))[0].document, {
    severity_text: 'warn',
    severity_number: 13,
    'attributes.level_value': 40,
    'body.text': 'slow',
  });
});

test('of a line without fields the nearest format is told', async () => {
  const given = { pattern: 'order %{INT:order:int} stored' };
  const [near] = await json('order x12 stored', given);
  assert.deepEqual(near.nearest, {
    format: 'pattern',
    pattern: 1,
    at: 6,
    fits: 'order ',
    expected: '%{INT:order:int}',
  });
  const [access] = await json(ACCESS.replace(' 200 ', ' OK '));
  assert.equal(access.nearest.format, 'combined');
  assert.equal(access.nearest.fits, ACCESS.slice(0, ACCESS.indexOf(' 200 ') + 1));
  assert.equal((await json('{"a":1,}'))[0].nearest.format, 'json');
  assert.equal((await json('prose'))[0].nearest, undefined);
  assert.equal((await json('prose', given))[0].nearest.at, 0);
});

test('for a person: path and value of each field, with all digits, and the place', async () => {
  const [line] = await told('{"msg":"done","n":9007199254740993,"o":{"s":"1"}}');
  assert.equal(
    linesOf(line!),
    ['line 1: json', '  json.n: 9007199254740993', '  json.o.s: "1"', '  message: "done"'].join('\n'),
  );
  const [near] = await told('order x12 stored', { pattern: 'order %{INT:n}' });
  assert.deepEqual(linesOf(near!).split('\n').slice(2), [
    '  nearest: pattern 1, which fits up to character 6',
    '    fits:     "order "',
    '    expected: %{INT:n}',
    '    found:    "x12 stored"',
  ]);
});

test('hostile lines can not command a terminal', async () => {
  const hostile = Buffer.from(
    '[1\u001b]0;title\u0007\u009b2J\u202e\u0000{"a\u001b[2J":"\u001b[2J"}\xff\n{"a\u009b":"\u202e"}\n',
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those must not be there.
  const harmful = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
  for (const each of await told(hostile, { colours: 'keep', pattern: '\\[1%{INT:n}' })) {
    assert.doesNotMatch(linesOf(each), harmful);
    assert.doesNotMatch(jsonOf(each), harmful);
    JSON.parse(jsonOf(each));
  }
});

test('the program: exit codes, no lines, mistakes, and a reader that goes away', async () => {
  const good = await run(['--json'], `${ACCESS}\n`);
  assert.deepEqual([good.code, good.err], [0, '']);
  assert.equal(JSON.parse(good.out).format, 'combined');
  assert.equal((await run([], `${ACCESS}\nprose\n`)).code, 1);
  const none = await run([], '\n');
  assert.equal(none.code, 1);
  assert.match(none.err, /^No lines came on standard input\. Give some: /);
  const mistake = await run(['--pattern', '%{NUMBR:n}'], 'x');
  assert.equal(mistake.code, 1);
  assert.match(mistake.err, /^--pattern: .* Did you mean NUMBER\?\n$/);
  const head = await run([], `${ACCESS}\n`.repeat(50_000), 1000);
  assert.deepEqual([head.code, head.err], [0, '']);
  const help = await run(['--help'], '');
  assert.match(help.out, /--pattern-definition[\s\S]*Exit code: 0 [\s\S]*docker logs shop/);
});

test('what is left out, dropped and redacted in the agent is so here', async () => {
  const given = {
    redact: 'ips,emails',
    'exclude-lines': 'health',
    drop: 'status',
    'redact-fields': 'password',
  };
  const [access, left, members] = await json(
    `${ACCESS}\n${ACCESS.replace('GET /', 'GET /health')}\n{"password":"x","to":"joe@example.com"}\n`,
    given,
  );
  assert.equal(access.document.ip, '192.0.2.0');
  assert.ok(!('status' in access.document) && !('dropped' in access));
  assert.deepEqual([left.dropped, left.by], [true, '--exclude-lines']);
  assert.deepEqual(members.document.json, { password: '[redacted]', to: '[email]' });
  const [told1] = await told('a word\n', { 'include-lines': 'b' });
  assert.match(linesOf(told1!), /^line 1: no format, dropped by --include-lines\n/);
});
