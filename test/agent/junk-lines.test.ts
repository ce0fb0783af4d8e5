import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

/** What stands in the file, and what must be found in the message. */
const JUNK: readonly (readonly [Buffer, string])[] = [
  [Buffer.from('this is not JSON\n'), 'this is not JSON'],
  [Buffer.from('{"log":"cut in the mid\n'), '{"log":"cut in the mid'],
  [
    Buffer.from('{"log":"two in one\\n","stream":"stdo{"log":"x"}\n'),
    '{"log":"two in one\\n","stream":"stdo{"log":"x"}',
  ],
  [Buffer.from([0x62, 0x61, 0x64, 0x20, 0xff, 0xfe, 0xc3, 0x0a]), 'bad \ufffd\ufffd\ufffd'],
  [Buffer.from('[1,2,3]\n'), '[1,2,3]'],
  [Buffer.from('{"log":17,"stream":"stdout","time":"2024-05-01T10:00:00Z"}\n'), '17'],
  [Buffer.from('{"log":"x\\n","stream":"stdout","time":"yesterday"}\n'), 'x'],
  [Buffer.from('"\u001b[2J\u0007\n'), '"\u001b[2J\u0007'],
];

test('junk-lines: what is no entry of Docker is shipped marked, the good lines around it arrive', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(17));
  const agent = scenario.startAgent('prod1');
  for (const [bytes] of JUNK) {
    container.printLine(make);
    container.writeRaw(bytes);
    container.print('in between');
    container.writeRaw('\n');
  }
  // As a power failure leaves it: the file was made longer before its content was on disk.
  container.writeRaw(Buffer.alloc(5000));
  container.print('after the NUL bytes');
  await scenario.delivered(JUNK.length);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDeliveredBeside(JUNK.length, `${JUNK.length} kinds of junk`);

  const malformed = [...(await scenario.documents()).values()].filter(
    (source) => field(source, 'event.malformed') === true,
  );
  const messages = malformed.map((source) => String(source.message));
  assert.equal(malformed.length, JUNK.length);
  for (const [bytes, part] of JUNK) {
    assert.ok(
      messages.some((message) => message.includes(part)),
      `${JSON.stringify(bytes.toString())} among ${JSON.stringify(messages)}`,
    );
  }
});
