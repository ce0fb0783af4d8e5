/**
 * Writes test/ship/recorded/*.json: what real servers answer to the requests in test/ship/mistakes.ts. Servers are built and
 * started one after the other: `node --import tsx test/ship/record-replies.ts [NAMES] [PORT]`, with a part of their names or several.
 */
import { writeFileSync } from 'node:fs';
import { BESIDES, SERVERS, type ServerChoice, startServer } from '../support/real-servers.ts';
import { MISTAKES, type Mistake } from './mistakes.ts';
import type { Recorded } from './recorded-servers.ts';

/** What the agent asks for, and what newer servers tell of a failure store. */
const FILTER = 'filter_path=errors,items.*.status,items.*.error,items.*.failure_store';

/** There are requests that a server never answers. */
const PATIENCE_MS = 30_000;

const [names = '', port = '31300'] = process.argv.slice(2);
const all = [...SERVERS.filter(({ nodes }) => nodes === 1), ...BESIDES];
for (const choice of all.filter(({ name }) => names.split(',').some((part) => name.includes(part)))) {
  const server = await startServer(choice, Number(port), limits(choice));
  try {
    const [url = ''] = server.urls;
    const replies: Record<string, Recorded> = {};
    for (const mistake of MISTAKES) replies[mistake.name] = await answerTo(url, mistake);
    const file = `${choice.name.toLowerCase().replace(' ', '-')}.json`;
    writeFileSync(new URL(`recorded/${file}`, import.meta.url), `${JSON.stringify(replies, null, 2)}\n`);
    console.log(`${file}: ${Object.keys(replies).length} answers`);
  } finally {
    await server.stop();
  }
}

function limits({ name }: ServerChoice): string[] {
  const settings = ['http.max_content_length=1mb'];
  if (!name.includes('7.6.2')) settings.push('indexing_pressure.memory.limit=500kb');
  return settings.flatMap((setting) => ['--set', setting]);
}

async function answerTo(
  url: string,
  { name, before = [], after = [], ...mistake }: Mistake,
): Promise<Recorded> {
  for (const [method, path, body] of before) await call(url + path, method, JSON.stringify(body));
  const { path = '/m/_bulk', sources = [], body = bodyOf(name, sources) } = mistake;
  const recorded = await call(`${url}${path}${path.includes('?') ? '&' : '?'}${FILTER}`, 'POST', body);
  for (const [method, path, body] of after) await call(url + path, method, JSON.stringify(body));
  return recorded;
}

/** The ids of two documents with one name are the same, whatever comes after it: `createdTwice` finds those of `created`. */
function bodyOf(name: string, sources: readonly string[]): string {
  const key = name.replace(/Twice$/, '');
  return sources.map((source, i) => `{"create":{"_id":"${key}.${i}"}}\n${source}\n`).join('');
}

async function call(url: string, method: string, body: string | undefined): Promise<Recorded> {
  const headers = { 'content-type': url.includes('_bulk') ? 'application/x-ndjson' : 'application/json' };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url, { method, headers, signal, ...(body !== undefined && { body }) });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return { status: 0, body: '' };
  }
}
