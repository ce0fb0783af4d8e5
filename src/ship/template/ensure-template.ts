import { replyComplaint } from '../answers/complaint.ts';
import type { Reply } from '../requests/sender.ts';
import { type Ask, isPassing } from './ask.ts';
import { describeServer, objectTypeOf } from './describe-server.ts';
import { type FoundTemplate, LISTS, matches, readTemplates } from './others.ts';
import { mayHaveDataStreams, type Server, STORE } from './server.ts';
import {
  metaOf,
  priorityOf,
  schemaIn,
  type TemplateFor,
  templateApi,
  templateName,
  templateOf,
  versionNumber,
} from './template.ts';
import type { TemplateResult, Unable } from './template-events.ts';

export interface WantedTemplate extends Omit<TemplateFor, 'server' | 'objects'> {
  /** Only to be told, not made. */
  readonly print: boolean;
}

/** The result, and when that is `later` the reply by which it could not be told. */
export interface Ensured {
  readonly result: TemplateResult;
  readonly reply?: Reply;
  /** The host had answered something before that. */
  readonly answered?: boolean;
  /** Parts of the wanted template that this server can't have. It is made without them. */
  readonly unable?: readonly Unable[];
}

/**
 * Makes the index template when it is missing or older than this agent. Never over somebody else's: not in the place of one with its
 * name, and not before one of the same or a higher priority that is for the index. Never throws.
 */
export async function ensureTemplate(ask: Ask, wanted: WantedTemplate): Promise<Ensured> {
  const server = await describeServer(ask);
  if (server === STORE) return { result: { kind: 'unneeded' } };
  if ('untold' in server) return untold(server.untold);
  const { possible, unable } = possibleOn(server, wanted);
  const ensured = await ensureOn(server, ask, possible);
  return { ...ensured, answered: true, unable: [...unable, ...(ensured.unable ?? [])] };
}

/** The template as far as the kind of server is known to allow it. */
export function possibleOn<Wanted extends Omit<WantedTemplate, 'print'>>(
  server: Server,
  wanted: Wanted,
): { possible: Wanted; unable: readonly Unable[] } {
  const noStream = wanted.isDataStream === true && !mayHaveDataStreams(server);
  // OpenSearch's policies name the indices that they are for, and not the other way round.
  const noPolicy = wanted.policy !== undefined && server.flavor === 'opensearch';
  return {
    possible: {
      ...wanted,
      ...(noStream && { isDataStream: false }),
      ...(noPolicy && { policy: undefined }),
    },
    unable: [...(noStream ? (['data-stream'] as const) : []), ...(noPolicy ? (['ism'] as const) : [])],
  };
}

async function ensureOn(server: Server, ask: Ask, wanted: WantedTemplate): Promise<Ensured> {
  const found = await list(ask, server);
  if (!Array.isArray(found)) return found;
  const decided = decide(found, server, wanted);
  if (decided.kind !== 'missing') return { result: decided };
  const template: TemplateFor = { server, objects: objectTypeOf(server), ...wanted };
  if (wanted.print) return { result: { kind: 'printed', template: templateOf(template) } };
  const name = templateName(wanted);
  const { reply, unable } = await put(ask, template);
  if (reply.kind === 'answer' && reply.status < 300)
    return { result: { kind: 'made', name, before: decided.before }, unable };
  return untold(reply, name);
}

/** All templates that could be for the index. On a server with both kinds, one of the old kind counts where no other does. */
async function list(ask: Ask, server: Server): Promise<FoundTemplate[] | Ensured> {
  const all: FoundTemplate[] = [];
  const api = templateApi(server);
  for (const each of api === '_template' ? ([api] as const) : ([api, '_template'] as const)) {
    const reply = await ask('GET', LISTS[each]);
    // 404: there are none. The old kind may not exist any more.
    const none = reply.kind === 'answer' && (reply.status === 404 || (each !== api && reply.status === 410));
    if (none) continue;
    if (reply.kind === 'failure' || reply.status !== 200) return untold(reply);
    const found = readTemplates(each, reply.bytes);
    if (found === undefined) return untold(reply);
    all.push(...found);
  }
  return all;
}

interface Missing {
  readonly kind: 'missing';
  /** Others' templates that ours goes before. */
  readonly before: readonly string[];
}

function decide(
  found: readonly FoundTemplate[],
  server: Server,
  wanted: WantedTemplate,
): TemplateResult | Missing {
  const name = templateName(wanted);
  const api = templateApi(server);
  const mine = found.find((template) => template.name === name && template.api === api);
  if (mine !== undefined && mine.ours === undefined) return { kind: 'others', name, others: [name] };
  const others = found.filter(
    (template) => template !== mine && matches(template, wanted.wildcard ?? wanted.index),
  );
  const names = (some: readonly FoundTemplate[]) => some.map((template) => template.name);
  const higher = others.filter((template) => isInTheWay(template, api, priorityOf(wanted)));
  const [agents] = higher.filter(({ ours }) => ours !== undefined);
  const decides = agents ?? mine;
  const schema = schemaIn(decides?.meta ?? {});
  if (decides !== undefined && schema !== wanted.schema.name && (agents !== undefined || higher.length === 0))
    return { kind: 'other-schema', name: decides.name, schema, wanted: wanted.schema.name };
  if (agents !== undefined) return { kind: 'there', name: agents.name, version: agents.ours ?? 0 };
  if (higher.length > 0) return { kind: 'others', name, others: names(higher) };
  const number = versionNumber(wanted.version);
  const isAsWanted = mine?.ours === number && isSame(mine.meta, metaOf(wanted));
  if (mine?.ours !== undefined && (mine.ours > number || isAsWanted))
    return { kind: 'there', name, version: mine.ours };
  // Other agents' templates have the same types for the same names.
  const hasOtherTypes = ({ ours, meta }: FoundTemplate): boolean =>
    ours === undefined || schemaIn(meta) !== wanted.schema.name;
  return { kind: 'missing', before: names(others.filter(hasOtherTypes)) };
}

/**
 * A template of the old kind counts for nothing where one of the new kind is for the same index, whatever its order. So of these
 * only a catch-all gives way.
 */
function isInTheWay(
  { api, priority, patterns }: FoundTemplate,
  ours: FoundTemplate['api'],
  priorityOfOurs: number,
): boolean {
  if (priority >= priorityOfOurs) return true;
  return api !== ours && !patterns.every((pattern) => pattern === '*');
}

/** An earlier agent's may be about another data stream or policy. */
function isSame(one: Readonly<Record<string, unknown>>, other: Readonly<Record<string, unknown>>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)].filter((name) => name !== 'version'));
  return [...names].every((name) => one[name] === other[name]);
}

/** Refusals of a part of the template that the server does not know, and what to do without. */
const UNKNOWN_PARTS: readonly {
  readonly reason: RegExp;
  readonly without: Partial<TemplateFor>;
  readonly unable?: Unable;
}[] = [
  {
    reason: /No handler for type \[(?:flattened|flat_object)\]|unsupported type.*flat/,
    without: { objects: 'keyword' },
  },
  { reason: /unknown field \[data_stream\]/, without: { isDataStream: false }, unable: 'data-stream' },
  { reason: /unknown setting \[index\.lifecycle/, without: { policy: undefined }, unable: 'ilm' },
];

/** Puts the template; when the server does not know a part of it, the one without that. */
async function put(ask: Ask, wanted: TemplateFor): Promise<{ reply: Reply; unable: readonly Unable[] }> {
  let template = wanted;
  const unable: Unable[] = [];
  for (let left = UNKNOWN_PARTS.length; ; left--) {
    const { path, body } = templateOf(template);
    const reply = await ask('PUT', path, JSON.stringify(body));
    if (left === 0 || reply.kind === 'failure' || reply.status !== 400) return { reply, unable };
    const text = reply.bytes.toString();
    const unknown = UNKNOWN_PARTS.find(({ reason }) => reason.test(text));
    if (unknown === undefined) return { reply, unable };
    template = { ...template, ...unknown.without };
    if (unknown.unable !== undefined) unable.push(unknown.unable);
  }
}

/** The result when a reply is not what was hoped for. */
function untold(reply: Reply, name = ''): Ensured {
  const { cause } = replyComplaint(reply);
  if (reply.kind === 'failure' || isPassing(reply)) return { result: { kind: 'later', cause }, reply };
  if (reply.status === 403) return { result: { kind: 'no-right', cause } };
  // One that was made meanwhile, or that is for other indices which ours would be for as well.
  const [, other] = /existing templates? \[([^\]]+)\]/.exec(cause) ?? [];
  if (other !== undefined && /same priority/.test(cause))
    return { result: { kind: 'others', name, others: [other] } };
  return { result: { kind: 'not-taken', cause } };
}
