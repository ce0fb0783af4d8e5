import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { Cancellation } from '../../src/ship/requests/exchange.ts';
import { Abandoned, failureOf } from '../../src/ship/requests/failure.ts';
import type { Reply } from '../../src/ship/requests/sender.ts';
import type { TemplateResult, Unable } from '../../src/ship/template/template-events.ts';
import {
  LATER_MS,
  LOOK_MS,
  TemplateFirst,
  TemplateQuestion,
  WAIT_MS,
} from '../../src/ship/template/template-first.ts';
import { bodyOf, documents } from './batches.ts';
import { settled, VirtualTime } from './clocks.ts';
import { created, failure, HeldSender, ok } from './pool-rig.ts';

const ES = '{"version":{"number":"8.19.21"},"tagline":"You Know, for Search"}';
const body = bodyOf(documents('k', 2));
const CREATED = created(2);

/** A host whose answers to questions are a function of the path; undefined: it never answers. */
class AskedSender extends HeldSender {
  readonly asked: string[] = [];
  answer: (method: string, path: string) => Reply | undefined = (_, path) => ok(path === '' ? ES : '{}');

  ask(method: string, path: string, _body: string | undefined, cancellation?: Cancellation): Promise<Reply> {
    this.asked.push(`${method} /${path.replace(/\?.*/, '')}`);
    const reply = this.answer(method, path);
    return new Promise((resolve) => {
      if (reply !== undefined) resolve(reply);
      cancellation?.onCancel((reason) => resolve(failureOf(reason)));
    });
  }
}

function setUp(...senders: AskedSender[]) {
  const time = new VirtualTime();
  const told: TemplateResult[] = [];
  const unable: Unable[] = [];
  const wanted = { index: 'logs', version: '0.1.0', print: false, schema: usualSchema };
  const question = new TemplateQuestion(wanted, time, {
    template: (result) => void told.push(result),
    unable: (what) => void unable.push(what),
  });
  return {
    time,
    told,
    unable,
    question,
    hosts: senders.map((sender) => new TemplateFirst(sender, question)),
  };
}

const MADE = ['GET /', 'GET /_index_template', 'GET /_template', 'PUT /_index_template/logagent-logs'];

test('the template comes first, once for all requests that wait', async () => {
  const sender = new AskedSender();
  const { told, hosts } = setUp(sender);
  const replies = [hosts[0]!.send(body), hosts[0]!.send(body)];
  assert.equal(sender.sent, 0);
  await settled();
  assert.deepEqual([sender.asked, sender.sent], [MADE, 2]);
  await sender.take();
  await sender.take();
  assert.deepEqual(await Promise.all(replies), [CREATED, CREATED]);
  const third = hosts[0]!.send(body);
  assert.equal(sender.sent, 3, 'nothing is asked any more');
  await sender.take();
  await third;
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['made'],
  );
});

test('at the start it is made though nothing is to be sent', async () => {
  const sender = new AskedSender();
  const { told, hosts } = setUp(sender);
  hosts[0]!.begin();
  await settled();
  assert.deepEqual([sender.asked, sender.sent, told.length], [MADE, 0, 1]);
});

test('a host that can not be reached gets no documents, however long', async () => {
  const sender = new AskedSender();
  sender.answer = () => failure('connection refused');
  const { time, told, hosts } = setUp(sender);
  for (let i = 0; i < 5; i++) {
    assert.deepEqual(await hosts[0]!.send(body), failure('connection refused'));
    await time.pass(WAIT_MS);
  }
  assert.deepEqual([sender.sent, told], [0, []]);
});

test('one that answers and can not tell is waited for, then asked seldom', async () => {
  const sender = new AskedSender();
  const busy = ok('{"error":{"type":"master_not_discovered_exception","reason":"no master"}}', 503);
  sender.answer = (_, path) => (path === '' ? ok(ES) : busy);
  const { time, told, hosts } = setUp(sender);
  assert.equal(await hosts[0]!.send(body), busy);
  await time.pass(WAIT_MS - 1);
  assert.equal(await hosts[0]!.send(body), busy);
  assert.deepEqual(told, []);
  await time.pass(1);
  const send = async (): Promise<void> => {
    const reply = hosts[0]!.send(body);
    await settled();
    await sender.take();
    assert.deepEqual(await reply, CREATED);
  };
  await send();
  assert.deepEqual(told, [{ kind: 'later', cause: 'master_not_discovered_exception: no master' }]);
  const asked = sender.asked.length;
  await time.pass(LATER_MS - 1);
  await send();
  assert.equal(sender.asked.length, asked);
  await time.pass(1);
  sender.answer = (_, path) => ok(path === '' ? ES : '{}');
  await send();
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['later', 'made'],
  );
});

test('one that hangs when it is asked does not keep documents for ever', async () => {
  const sender = new AskedSender();
  sender.answer = () => undefined;
  const { time, hosts } = setUp(sender);
  let refused = 0;
  while (sender.sent === 0 && refused < 10) {
    const reply = hosts[0]!.send(body);
    await time.pass(LOOK_MS);
    if (sender.sent > 0) break;
    assert.equal((await reply).kind, 'failure');
    refused++;
  }
  assert.equal(refused, WAIT_MS / LOOK_MS);
});

test('one that breaks off all but documents gets them after a minute', async () => {
  for (const code of ['UND_ERR_SOCKET', 'ECONNRESET', 'TOO_LONG', 'ENCODING']) {
    const sender = new AskedSender();
    const broken = failureOf(Object.assign(new Error(), { code }));
    sender.answer = () => broken;
    const { time, told, hosts } = setUp(sender);
    assert.equal(await hosts[0]!.send(body), broken);
    await time.pass(WAIT_MS);
    const reply = hosts[0]!.send(body);
    await settled();
    assert.equal(sender.sent, 1, code);
    await sender.take();
    assert.deepEqual(await reply, CREATED);
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['later'],
    );
  }
});

test('a request that is given up ends the look that it waits for', async () => {
  const sender = new AskedSender();
  sender.answer = () => undefined;
  const { hosts } = setUp(sender);
  const cancellation = new Cancellation();
  const reply = hosts[0]!.send(body, cancellation);
  await settled();
  cancellation.cancel(new Abandoned('SILENT'));
  assert.deepEqual(await reply, failureOf(new Abandoned('SILENT')));
  assert.equal(sender.sent, 0);
});

test('after a request that the host could not take it looks again: it may be another one by now', async () => {
  for (const trouble of [failure('connection reset'), ok('', 503)]) {
    const sender = new AskedSender();
    const { told, hosts } = setUp(sender);
    const lost = hosts[0]!.send(body);
    await settled();
    sender.pending.shift()?.answer(trouble);
    assert.equal(await lost, trouble);
    const next = hosts[0]!.send(body);
    await settled();
    assert.deepEqual(sender.asked, [...MADE, ...MADE]);
    await sender.take();
    await next;
    assert.deepEqual(
      told.map(({ kind }) => kind),
      ['made', 'made'],
    );
  }
});

test('each host is asked, and the same news is told once', async () => {
  const senders = [new AskedSender('http://a'), new AskedSender('http://b')];
  for (const sender of senders) sender.answer = () => ok('{"error":"no"}', 403);
  const { told, hosts } = setUp(...senders);
  const replies = hosts.map((host) => host.send(body));
  await settled();
  for (const sender of senders) await sender.take();
  await Promise.all(replies);
  assert.deepEqual(told, [{ kind: 'no-right', cause: 'no' }]);
  assert.deepEqual(
    hosts.map(({ label }) => label),
    ['http://a', 'http://b'],
  );
});

test('probes and the end are those of the sender', async () => {
  const sender = new AskedSender();
  sender.probeStatus = 200;
  const { hosts } = setUp(sender);
  assert.equal(await hosts[0]!.probe(), 200);
  await hosts[0]!.close();
  assert.ok(sender.closed);
});

test('a template that is wanted later comes before the next document', async () => {
  const sender = new AskedSender();
  const { told, question, hosts } = setUp(sender);
  const first = hosts[0]!.send(body);
  await settled();
  await sender.take();
  await first;
  question.add({ index: 'audit', version: '0.1.0', print: false, schema: usualSchema });
  sender.asked.length = 0;
  const second = hosts[0]!.send(body);
  assert.equal(sender.sent, 1);
  await settled();
  assert.deepEqual(sender.asked.at(-1), 'PUT /_index_template/logagent-audit');
  await sender.take();
  await second;
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['made', 'made'],
  );
});
