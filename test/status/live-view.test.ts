import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveView, type Terminal } from '../../src/status/live/live-view.ts';
import type { Snapshot } from '../../src/status/snapshot.ts';
import { FakeTerminal } from './fake-terminal.ts';

/** A view on a fake terminal, with a clock that `pass` moves in quarters of a second. */
function viewOn(out: Terminal & { colours?: boolean }, change: Partial<Snapshot> = {}) {
  const state: { -readonly [K in keyof Snapshot]: Snapshot[K] } = {
    shipped: 0,
    queue: 0,
    shippers: 5,
    lagBytes: 0,
    delayMs: 4,
    simplified: 0,
    refused: 0,
    retried: 0,
    address: 'http://127.0.0.1:9280/logs',
    containers: ['prod1'],
    ready: true,
    ...change,
  };
  let now = 1000;
  let call: (() => void) | undefined;
  const view = new LiveView({
    out,
    display: { colours: out.colours ?? false, unicode: true },
    snapshot: () => state,
    now: () => now,
    every: (ms, tick) => {
      assert.equal(ms, 250);
      call = tick;
      return () => {
        call = undefined;
      };
    },
  });
  const pass = (ms: number, documents: number): void => {
    for (let passed = 0; passed < ms; passed += 250) {
      now += 250;
      state.shipped += (documents * 250) / ms;
      call?.();
    }
  };
  return { view, state, pass, ticking: () => call !== undefined };
}

const CURL = "curl 'http://127.0.0.1:9280/logs/_search?q=status:500&pretty'";

test('draws in place: the same lines, new numbers', () => {
  const out = new FakeTerminal();
  const { view, pass } = viewOn(out);
  out.write('$ logagent demo\n');
  view.start();
  assert.deepEqual(out.screen(), [
    '$ logagent demo',
    `${' '.repeat(60)} 0/s`,
    'shipped 0  queue 0  shippers 5  lag 0 B  delay 4 ms',
    'prod1 → http://127.0.0.1:9280/logs',
    CURL,
  ]);
  pass(500, 100);
  pass(500, 50);
  pass(1000, 400);
  assert.deepEqual(out.screen(), [
    '$ logagent demo',
    `${' '.repeat(56)}▄▂██ 275/s`,
    'shipped 550  queue 0  shippers 5  lag 0 B  delay 4 ms',
    'prod1 → http://127.0.0.1:9280/logs',
    CURL,
  ]);
});

test('the rate that is given wins over the measured one', () => {
  const out = new FakeTerminal();
  const { view, pass } = viewOn(out, { perSecond: 7 });
  view.start();
  pass(1000, 400);
  assert.match(out.screen()[0]!, / 7\/s$/);
});

test('text appears above the picture, whole, and the picture stays at the foot', () => {
  const out = new FakeTerminal();
  const { view, pass } = viewOn(out);
  view.print('before the start\n');
  view.start();
  view.print('one\ntwo\n');
  pass(500, 10);
  view.print('no line end');
  assert.deepEqual(out.screen().slice(0, 4), ['before the start', 'one', 'two', 'no line end']);
  assert.equal(out.screen().length, 8);
  assert.equal(out.screen().at(-1), CURL);
});

test('stop leaves the last numbers and gives the terminal back', () => {
  const out = new FakeTerminal();
  const { view, state, ticking } = viewOn(out);
  view.start();
  assert.equal(out.cursorVisible, false);
  assert.equal(out.listeners, 1);
  state.shipped = 42;
  view.stop();
  assert.equal(out.cursorVisible, true);
  assert.equal(out.wraps, true);
  assert.equal(out.listeners, 0);
  assert.ok(!ticking());
  view.print('bye\n');
  view.stop();
  assert.deepEqual(out.screen().slice(1), [
    'shipped 42  queue 0  shippers 5  lag 0 B  delay 4 ms',
    'prod1 → http://127.0.0.1:9280/logs',
    CURL,
    'bye',
  ]);
});

test('a picture with fewer lines leaves none of the old ones', () => {
  const out = new FakeTerminal();
  const { view, state, pass } = viewOn(out);
  view.start();
  Object.assign(state, { ready: false, reason: 'es01: connection refused' });
  pass(250, 0);
  assert.deepEqual(out.screen().slice(2), ['waiting: es01: connection refused']);
});

test('a terminal made narrower: the wrapped old lines go, and nothing wraps any more', () => {
  const out = new FakeTerminal(80);
  const { view, pass } = viewOn(out);
  out.write('$ logagent demo\n');
  view.start();
  pass(1000, 200);
  out.resize(40);
  pass(500, 0);
  assert.deepEqual(out.screen(), [
    '$ logagent demo',
    `${' '.repeat(30)}██  100/s`,
    'shipped 200  queue 0  shippers 5',
    'lag 0 B  delay 4 ms',
    'prod1 → http://127.0.0.1:9280/logs',
  ]);
  assert.ok(out.screen().every((line) => line.length < 40));
  out.resize(80);
  pass(250, 0);
  assert.equal(out.screen()[0], '$ logagent demo');
  assert.equal(out.screen().length, 5);
});

test('a terminal of three rows gets two lines', () => {
  const out = new FakeTerminal();
  out.rows = 3;
  const { view } = viewOn(out);
  view.start();
  assert.equal(out.screen().length, 2);
});

test('colours only where the terminal has them', () => {
  const plain = new FakeTerminal();
  viewOn(plain).view.start();
  assert.doesNotMatch(plain.raw, /\[\d*m/);
  const coloured = new FakeTerminal();
  coloured.colours = true;
  viewOn(coloured).view.start();
  assert.ok(coloured.raw.includes('\u001b[2mshipped \u001b[0m\u001b[32m0\u001b[0m'));
  assert.deepEqual(coloured.screen(), plain.screen());
});

test('after a stop it can begin again, below what was printed meanwhile', () => {
  const out = new FakeTerminal();
  const { view, pass } = viewOn(out);
  view.start();
  pass(1000, 200);
  view.stop();
  assert.ok(out.cursorVisible);
  out.write('[1]+ Stopped\n$ fg\n');
  view.start();
  assert.equal(out.cursorVisible, false);
  assert.deepEqual([out.screen().length, out.screen()[4], out.listeners], [10, '[1]+ Stopped', 1]);
  pass(1000, 0);
  assert.equal(out.screen().length, 10);
  assert.equal(out.screen()[7], 'shipped 200  queue 0  shippers 5  lag 0 B  delay 4 ms');
});

test('a terminal that says it has no columns counts as one of 80', () => {
  const out = new FakeTerminal();
  const sizeless = { ...{ isTTY: true, columns: 0, rows: 0 }, on: () => {}, off: () => {} };
  const { view, pass } = viewOn({ ...sizeless, write: (text: string) => out.write(text) });
  view.start();
  pass(250, 0);
  assert.equal(out.screen().length, 4);
  assert.equal(out.screen().at(-1), CURL);
});

test('no terminal: nothing is drawn, text passes as it is', () => {
  const out = new FakeTerminal(80, false);
  const { view, ticking } = viewOn(out);
  view.start();
  view.print('{"level":30}\n');
  view.stop();
  assert.ok(!ticking());
  assert.equal(out.raw, '{"level":30}\n');
});

test("others' text can't command the terminal", () => {
  const hostile = '\u001b[2J\u001b]0;owned\u0007web\u009b1;1H\r\u0000';
  const out = new FakeTerminal();
  const { view } = viewOn(out, { containers: [hostile] });
  view.start();
  view.print(`\u001b[32mINFO\u001b[39m ${hostile}\tend\n`);
  assert.equal(out.screen()[0], 'INFO ?[2J?]0;owned?web?1;1H??\tend');
  assert.equal(out.screen()[3], '?[2J?]0;owned?web?1;1H?? → http://127.0.0.1:9280/logs');
});

test('a late tick makes one bar of the whole time', () => {
  const out = new FakeTerminal();
  const { view, state, pass } = viewOn(out);
  view.start();
  pass(500, 100);
  state.shipped += 300;
  pass(250, 0);
  pass(250, 0);
  assert.match(out.screen()[0]!, /▃█ 200\/s$/);
});
