import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Answer, HttpSender, type Reply, type SenderOptions } from '../../src/ship/requests/sender.ts';
import { bodyOf, documents } from './batches.ts';
import { ScriptedServer } from './scripted-server.ts';

/** A sender and the server it sends to. */
export async function setUp(
  t: TestContext,
  change: (url: URL) => void = () => {},
  options: Partial<SenderOptions> = {},
) {
  const server = await new ScriptedServer().listen();
  const url = server.url;
  change(url);
  const sender = new HttpSender(url, 'logs', { connections: 2, ...options });
  t.after(async () => {
    await sender.close();
    await server.close();
  });
  return { server, sender };
}

/** The reply, which must be an answer. */
export function answer(reply: Reply): Answer {
  if (reply.kind !== 'answer') assert.fail(reply.cause);
  return reply;
}

/** Why there was no answer. */
export function cause(reply: Reply): string {
  if (reply.kind !== 'failure') assert.fail(`there was an answer: ${reply.status}`);
  return reply.cause;
}

/** Two documents. */
export const body = bodyOf(documents('k', 2));
