import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GoodLines } from './good-lines.ts';
import { Ledger } from './ledger.ts';

const WRITTEN = [5, 3, 0, 0, 0, 0, 0, 0, 0, 0];
const ID = 'AAAAAAAAAAAAAAAA.0.123456789';
const OTHER = 'BBBBBBBBBBBBBBBB.0.123456789';

const line = (container: number, number: number) => ({ container, number, sent: 1000 });

/** A ledger with all lines written, each under an id of its own. */
function full(): Ledger {
  const ledger = new Ledger();
  WRITTEN.forEach((count, container) => {
    for (let number = 0; number < count; number++) ledger.put(line(container, number), `${ID}${number}`);
  });
  return ledger;
}

test('a ledger: what came once, in any order and some of it again under the same id, is neither lost nor doubled', () => {
  const ledger = new Ledger();
  for (const number of [2, 0, 1]) assert.equal(ledger.put(line(1, number), `${ID}${number}`), true);
  for (const number of [0, 4, 3, 1, 2]) assert.equal(ledger.put(line(0, number), `${ID}${number}`), true);
  assert.equal(ledger.put(line(0, 3), `${ID}3`), false);
  assert.deepEqual(ledger.account(WRITTEN), { lost: 0, doubled: 0 });
  assert.deepEqual(ledger.low.slice(0, 3), [5, 3, 0]);
  assert.equal(ledger.came, 8);
});

test('a ledger: a line that has not come is lost, in the midst and at the end', () => {
  const ledger = new Ledger();
  for (const number of [0, 2, 3]) ledger.put(line(0, number), `${ID}${number}`);
  assert.deepEqual(ledger.account(WRITTEN), { lost: 5, doubled: 0 });
  assert.equal(ledger.low[0], 1);
});

test('a ledger: a line under a second id is doubled, once however often it comes', () => {
  const ledger = full();
  assert.equal(ledger.put(line(0, 3), OTHER), true);
  assert.equal(ledger.put(line(0, 3), `${OTHER}.`), true);
  assert.equal(ledger.put(line(1, 0), OTHER), true);
  assert.deepEqual(ledger.account(WRITTEN), { lost: 0, doubled: 2 });
});

test('a ledger: what comes again so late that its id is forgotten counts as doubled', () => {
  const ledger = full();
  ledger.put(line(0, 2 ** 18 + 3), ID);
  assert.equal(ledger.put(line(0, 4), `${ID}4`), false);
  assert.equal(ledger.put(line(0, 3), `${ID}3`), true);
  assert.equal(ledger.doubled, 1);
});

test('a ledger: a container that is not there is no good line', () => {
  assert.throws(() => new Ledger().put(line(10, 0), ID), /no good container 10/);
});

test('good lines: found in a document by the word, and their fields compared', () => {
  const lines = new GoodLines('word');
  const written = { container: 3, number: 1234, sent: 1_700_000_000_123 };
  const [, request = ''] = /"(.*?)"/.exec(lines.text(written)) ?? [];
  const fields = { ip: '203.0.113.210', request, status: 404, bytes: 1234, agent: 'soak/1.0' };
  const source = (other: object): string =>
    JSON.stringify({ ...fields, container: { name: 'good3' }, ...other });
  assert.deepEqual(lines.find(source({})), written);
  assert.equal(new GoodLines('other').find(source({})), undefined);
  assert.ok(lines.fits(written, source({})));
  for (const wrong of [
    { status: 200 },
    { bytes: '1234' },
    { agent: undefined },
    { container: { name: 'good1' } },
  ])
    assert.ok(!lines.fits(written, source(wrong)), JSON.stringify(wrong));
});
