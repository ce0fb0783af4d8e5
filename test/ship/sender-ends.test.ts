import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { Cancellation } from '../../src/ship/requests/exchange.ts';
import { Abandoned } from '../../src/ship/requests/failure.ts';
import { HttpSender } from '../../src/ship/requests/sender.ts';
import { waitFor } from '../support/wait.ts';
import { answer, body, cause, setUp } from './sender-rig.ts';

test('a probe is a HEAD request to the root with the credentials, and any status is an answer', async (t) => {
  const heads: (string | undefined)[][] = [];
  const server = createServer(({ method, url, headers }, response) => {
    heads.push([method, url, headers.authorization]);
    response.writeHead(heads.length === 1 ? 200 : 503).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const url = new URL(`http://u:p@127.0.0.1:${port}/behind/proxy`);
  const sender = new HttpSender(url, 'logs', { connections: 1 });
  t.after(async () => {
    await sender.close();
    server.close();
  });
  assert.deepEqual([await sender.probe(), await sender.probe()], [200, 503]);
  const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
  assert.deepEqual(heads, [
    ['HEAD', '/behind/proxy/', authorization],
    ['HEAD', '/behind/proxy/', authorization],
  ]);
});

test('a probe ends when it is told to, and finds a host again that has come back', async (t) => {
  const { server, sender } = await setUp(t);
  server.answersProbes = false;
  const end = new Cancellation();
  const probing = sender.probe(end);
  await waitFor(() => server.probes === 1, 'the probe');
  end.cancel(new Abandoned('SILENT'));
  assert.equal(await probing, 0);
  await server.close();
  assert.equal(await sender.probe(), 0);
  server.answersProbes = true;
  await server.listen();
  assert.equal(await sender.probe(), 200);
});

test('a request is abandoned for the reason it is cancelled for, while it waits for the answer and while it reads it', async (t) => {
  const { server, sender } = await setUp(t);
  server.script = () => 'silent';
  const first = new Cancellation();
  const sending = sender.send(body, first);
  await waitFor(() => server.requests.length === 1, 'the request');
  first.cancel(new Abandoned('SILENT'));
  assert.equal(cause(await sending), 'the host has stopped answering');
  server.script = () => 'trickle';
  const second = new Cancellation();
  const reading = sender.send(body, second);
  await waitFor(() => server.trickled > 3, 'some of the answer');
  second.cancel(new Abandoned('INCOMPLETE'));
  assert.equal(cause(await reading), 'the answer was not complete in time');
  server.script = () => undefined;
  assert.equal(answer(await sender.send(body)).status, 200);
});

test('an answer without end is abandoned, and the next request finds a good connection', async (t) => {
  const { server, sender } = await setUp(t);
  server.script = () => 'flood';
  assert.equal(cause(await sender.send(body)), 'the answer is too long for an answer to _bulk');
  server.script = () => undefined;
  assert.equal(answer(await sender.send(body)).status, 200);
});
