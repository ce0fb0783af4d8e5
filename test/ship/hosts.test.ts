import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import { test } from 'node:test';
import type { Ticket } from '../../src/ship/hosts/host.ts';
import { Hosts } from '../../src/ship/hosts/hosts.ts';
import type { Trouble } from '../../src/ship/ship-events.ts';
import { settled, VirtualTime } from './clocks.ts';
import { Recorder } from './recorder.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);

function setUp(...labels: string[]) {
  const time = new VirtualTime();
  const events = new Recorder();
  const closed: string[] = [];
  const senders = labels.map((label) => ({
    label,
    send: () => assert.fail('nothing is sent here'),
    probe: async () => 0,
    close: async () => void closed.push(label),
  }));
  return { time, events, closed, hosts: new Hosts(senders, time, () => 1, events) };
}

const label = (ticket: Ticket | undefined) => ticket?.host.sender.label;
const refused = (ticket: Ticket, rest: Partial<Trouble> = {}): Trouble => ({
  host: ticket.host.sender.label,
  status: 0,
  cause: 'connection refused',
  ...rest,
});

function take(hosts: Hosts): Ticket {
  return hosts.take() ?? assert.fail('no host is ready');
}

test('hosts that are up take turns', () => {
  const { hosts } = setUp('a', 'b', 'c');
  assert.deepEqual(
    Array.from({ length: 7 }, () => label(hosts.take())),
    ['a', 'b', 'c', 'a', 'b', 'c', 'a'],
  );
});

test('a host whose requests are overtaken again and again is passed over until it answers', () => {
  const { hosts } = setUp('a', 'b');
  const held: Ticket[] = [];
  for (let i = 0; i < 40; i++) {
    const ticket = take(hosts);
    if (label(ticket) === 'a') held.push(ticket);
    else hosts.answered(ticket, true);
  }
  assert.equal(held.length, 3);
  for (const ticket of held) hosts.answered(ticket, true);
  assert.deepEqual([label(hosts.take()), label(hosts.take())].sort(), ['a', 'b']);
});

test('a host that failed rests, gets one trial, and is up again when it answers', async () => {
  const { time, hosts, events } = setUp('a', 'b');
  const first = take(hosts);
  hosts.failed(first, refused(first), 0);
  const others = [take(hosts), take(hosts)];
  await time.pass(100);
  const trial = take(hosts);
  assert.equal(label(trial), 'a');
  others.push(take(hosts), take(hosts));
  assert.deepEqual(others.map(label), ['b', 'b', 'b', 'b']);
  for (const ticket of [trial, ...others]) hosts.answered(ticket, true);
  assert.deepEqual([label(hosts.take()), label(hosts.take())], ['a', 'b']);
  assert.deepEqual(events.story, []);
});

test('rests double while trials fail; down is told after the second failure, up once', async () => {
  const { time, hosts, events } = setUp('a');
  const rests: number[] = [];
  for (let tries = 0; tries < 11; tries++) {
    const ticket = take(hosts);
    hosts.failed(ticket, refused(ticket), 0);
    const from = time.now();
    const woken = hosts.ready(never).then(() => rests.push(time.now() - from));
    await time.pass(30_000);
    await woken;
  }
  assert.deepEqual(rests, [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  assert.deepEqual(events.story, ['a down: connection refused']);
  hosts.answered(take(hosts), true);
  assert.deepEqual(events.story, ['a down: connection refused', 'a up']);
});

test('requests that were under way when a host failed count neither for nor against it', async () => {
  const { time, hosts } = setUp('a');
  const tickets = [take(hosts), take(hosts), take(hosts), take(hosts)] as const;
  for (const ticket of tickets.slice(0, 3)) hosts.failed(ticket, refused(ticket), 0);
  hosts.answered(tickets[3], true);
  assert.equal(hosts.take(), undefined);
  await time.pass(99);
  assert.equal(hosts.take(), undefined);
  await time.pass(1);
  assert.equal(label(hosts.take()), 'a');
});

test('an old request that fails late does not end the trial of another', async () => {
  const { time, hosts } = setUp('a');
  const [old, first] = [take(hosts), take(hosts)];
  hosts.failed(first, refused(first), 0);
  await time.pass(100);
  take(hosts);
  hosts.failed(old, refused(old), 0);
  assert.equal(hosts.take(), undefined);
});

test('Retry-After is a rest at the least', async () => {
  const { time, hosts } = setUp('a');
  const ticket = take(hosts);
  hosts.failed(ticket, refused(ticket, { status: 429, cause: 'busy' }), 5000);
  await time.pass(4999);
  assert.equal(hosts.take(), undefined);
  await time.pass(1);
  assert.equal(label(hosts.take()), 'a');
});

test('who waits while all are down is woken when the first rest ends, and again when the trial succeeds', async () => {
  const { time, hosts } = setUp('a', 'b');
  for (const after of [5000, 300]) {
    const ticket = take(hosts);
    hosts.failed(ticket, refused(ticket), after);
  }
  let woken = 0;
  void hosts.ready(never).then(() => woken++);
  void hosts.ready(never).then(() => woken++);
  assert.equal(time.pending, 1);
  await time.pass(299);
  assert.equal(woken, 0);
  await time.pass(1);
  assert.equal(woken, 2);
  const trial = take(hosts);
  assert.equal(label(trial), 'b');
  assert.equal(hosts.take(), undefined);
  void hosts.ready(never).then(() => woken++);
  await settled();
  assert.equal(woken, 2);
  hosts.answered(trial, true);
  await settled();
  assert.equal(woken, 3);
  assert.equal(time.pending, 0);
});

test('who waits during a failing trial is woken by the next rest', async () => {
  const { time, hosts } = setUp('a');
  const ticket = take(hosts);
  hosts.failed(ticket, refused(ticket), 0);
  await time.pass(100);
  const trial = take(hosts);
  let woken = false;
  void hosts.ready(never).then(() => {
    woken = true;
  });
  assert.equal(time.pending, 2, 'a probe, and a second trial in case the answer drips');
  hosts.failed(trial, refused(trial), 0);
  await time.pass(199);
  assert.equal(woken, false);
  await time.pass(1);
  assert.equal(woken, true);
});

test('an abort ends the waiting', async () => {
  const { time, hosts } = setUp('a');
  const ticket = take(hosts);
  hosts.failed(ticket, refused(ticket), 60_000);
  const controller = new AbortController();
  const waiting = hosts.ready(controller.signal);
  controller.abort();
  await waiting;
  await hosts.ready(controller.signal);
  assert.equal(time.pending, 0);
});

test('there is trouble only while every host is down', async () => {
  const { time, hosts } = setUp('a', 'b');
  const operator = { status: 401, cause: 'who are you', remedy: 'check the password' };
  const first = take(hosts);
  hosts.failed(first, refused(first, operator), 0);
  assert.equal(hosts.trouble, undefined);
  const second = take(hosts);
  hosts.failed(second, refused(second, operator), 0);
  assert.deepEqual(hosts.trouble, { host: 'a', ...operator });
  await time.pass(100);
  hosts.answered(take(hosts), false);
  assert.equal(hosts.trouble, undefined);
});

test('a busy host is not reported as down', async () => {
  const { time, hosts, events } = setUp('a');
  for (let i = 0; i < 5; i++) {
    const ticket = take(hosts);
    hosts.failed(ticket, refused(ticket, { status: 429, cause: 'busy' }), 0);
    await time.pass(30_000);
  }
  assert.equal(hosts.trouble, undefined);
  assert.deepEqual(events.story, []);
});

test('only answers for the items count as taken', () => {
  const { hosts } = setUp('a');
  const [first, second] = [take(hosts), take(hosts)];
  hosts.answered(second, false);
  assert.equal(first.host.acceptedTicket, 0);
  hosts.answered(first, true);
  assert.equal(first.host.acceptedTicket, first.number);
});

test('close closes every sender', async () => {
  const { hosts, closed } = setUp('a', 'b');
  await hosts.close();
  assert.deepEqual(closed, ['a', 'b']);
});

test('a trial whose answer drips is not waited for alone: further ones leave after 2 s, 4 s, …', async () => {
  const { time, hosts } = setUp('a');
  const ticket = take(hosts);
  hosts.failed(ticket, refused(ticket), 0);
  await time.pass(100);
  take(hosts);
  const from = time.now();
  const at: number[] = [];
  while (at.length < 6) {
    if (hosts.take() !== undefined) at.push(time.now() - from);
    else await time.pass(500);
  }
  assert.deepEqual(at, [2000, 6000, 14_000, 30_000, 60_000, 90_000]);
});
