import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type TestContext, test } from 'node:test';
import { constants, deflateRawSync, gunzipSync } from 'node:zlib';
import type { LogLine } from '../support/agent-process.ts';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const LINES = 2000;
const ERROR = 50;
const make = combinedLines(seededRandom(34));

test('gz-corrupt: what decodes is shipped, the damage is told once, reading goes on behind it', async (t) => {
  const { scenario, container, path } = await begin(t);
  const decoded = gunzipSync(fs.readFileSync(path));
  const good = decoded.subarray(0, Math.floor(decoded.length * 0.75));
  fs.writeFileSync(path, endingInInvalidBlock(good, decoded.length));
  const told = await ship(scenario, container, path);

  const report = await scenario.audit();
  scenario.say(report, `${LINES} lines in a compressed file that is broken at three quarters`);
  const { doubled, misordered, foreign } = report;
  assert.deepEqual({ doubled, misordered }, { doubled: [], misordered: [] });
  // The end of that generation and nothing else. zlib keeps for itself what it has decoded of its last 32 KiB.
  const whole = good.toString('latin1').split('\n').length - 1;
  const lost = lostOf(container, report.lost);
  const first = 2 * LINES - lost.length;
  assert.deepEqual(
    lost,
    Array.from({ length: lost.length }, (_, i) => first + i),
  );
  assert.ok(
    first <= LINES + whole && first > LINES + whole - 200,
    `lost from ${first - LINES} of ${whole} on`,
  );
  // Counted by the length of the lines before.
  const share = Number(told.lines) / lost.length;
  assert.ok(share > 0.9 && share < 1.1, `${told.lines} lines told, ${lost.length} lost`);
  assert.ok(Number(told.bytes) > decoded.length - good.length, `${told.bytes} bytes told`);
  // The line in which it broke off has no end, and may have its token or not.
  const cut = new Set([...report.wrong, ...foreign].map((text) => text.split(':')[0]));
  assert.ok(cut.size <= 1, [...cut].join(' '));
});

test('gz-corrupt: bytes written over in its midst: all lines before and behind the file arrive', async (t) => {
  const { scenario, container, path } = await begin(t);
  const bytes = fs.readFileSync(path);
  const at = Math.floor(bytes.length * 0.75);
  const before = gunzipSync(bytes.subarray(0, at), { finishFlush: constants.Z_SYNC_FLUSH });
  bytes.fill(0xff, at, at + 512);
  fs.writeFileSync(path, bytes);
  await ship(scenario, container, path);

  // What is decoded from there on can be anything: right lines, and pieces of earlier ones, which the code repeats by distance.
  const report = await scenario.audit();
  scenario.say(report, 'half a KiB of a compressed file written over');
  const whole = before.toString('latin1').split('\n').length - 1;
  const lost = lostOf(container, report.lost).filter((at) => at < LINES + whole - 200 || at >= 2 * LINES);
  assert.deepEqual(lost, []);
});

/** Three compressed generations and a live one, not followed yet; the path of the middle one. */
async function begin(t: TestContext) {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 5, compress: true });
  for (let generation = 0; generation < 3; generation++) {
    for (let i = 0; i < LINES; i++) container.printLine(make);
    container.rotate();
    container.finishCompression();
  }
  for (let i = 0; i < 50; i++) container.printLine(make);
  return { scenario, container, path: `${container.logPath}.2.gz` };
}

/** A gzip file of `size` bytes that can't be decoded behind `content`: 3 is no type of a block in RFC 1951. */
function endingInInvalidBlock(content: Buffer, size: number): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  const blocks = deflateRawSync(content, { finishFlush: constants.Z_FULL_FLUSH });
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(size, 4);
  return Buffer.concat([header, blocks, Buffer.alloc(64, 0xff), trailer]);
}

/** Runs an agent until the last line has been delivered; what it told of the file. */
async function ship(scenario: Scenario, container: FakeContainer, path: string): Promise<LogLine> {
  const agent = scenario.startAgent('prod1', '--scan-interval', '200ms');
  const last = container.printed.at(-1)?.token;
  await waitFor(
    async () => (await scenario.audit()).lost.every(({ token }) => token !== last),
    () => `the last line delivered${agent.tail()}`,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const told = agent.lines.filter(({ level }) => level >= ERROR);
  assert.deepEqual(
    told.map((line) => line.path),
    [path],
  );
  return told[0]!;
}

/** The places of lost lines among all that were printed. */
function lostOf(container: FakeContainer, lost: readonly { token: string }[]): number[] {
  const tokens = container.printed.map(({ token }) => token);
  return lost.map(({ token }) => tokens.indexOf(token));
}
