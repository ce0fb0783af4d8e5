import type { Chunk } from './chunk.ts';
import type { ModelContainer } from './container.ts';
import { type ModelStore, type StoredDocument, textsOf } from './store.ts';

interface Arrival {
  readonly id: string;
  /** The first chunk of the document. */
  readonly begin: Chunk;
  readonly parts: number;
  /** Of its chunks the last may be nowhere on disk any more. */
  readonly endGone: boolean;
}

/**
 * Compares what a container wrote with its documents: each chunk in one document, in order, under the id of its event's
 * first chunk; an event ends where it ended, or where it may have been taken for ended; an id says the same whenever it
 * is sent. What was taken from disk before it was stored may be missing. Returns what is wrong.
 */
export function audit(container: ModelContainer, store: ModelStore): string[] {
  const { id } = container.container;
  const problems: string[] = [];
  const written = new Map(container.chunks.map((chunk) => [chunk.text, chunk]));
  const chunksOf = (document: StoredDocument) => textsOf(document).map((text) => written.get(text));
  const arrived = new Map<Chunk, Arrival>();
  const messages = [...store.documents.values()].map(({ message }) => message);
  for (const document of store.documents.values()) {
    if (document.container !== id) continue;
    const chunks = chunksOf(document);
    const appended = chunks.slice(1).some((chunk) => chunk?.broken);
    if (appended || !chunks.every((chunk) => chunk !== undefined)) {
      if (isBroken(container, document)) continue;
      problems.push(`foreign: ${JSON.stringify(document)}`);
      continue;
    }
    problems.push(...doubled(document, chunks, arrived), ...mistakes(container, document, chunks));
  }
  for (const chunk of container.chunks) {
    if (arrived.has(chunk) || chunk.mayBeMissing || followsHole(container, chunk)) continue;
    if (chunk.broken && messages.some((message) => message.includes(chunk.text))) continue;
    problems.push(`lost: ${chunk.text}`);
  }
  for (const { before, now } of store.changed) {
    if (before.container !== id) continue;
    const [old, fresh] = [chunksOf(before), chunksOf(now)];
    const same = old.findIndex((chunk, i) => chunk !== fresh[i]);
    const gone = old.slice(same).every((chunk) => chunk?.generation.gone);
    if (same < 0 || (!gone && !isRest(old, fresh)))
      problems.push(`${now.id} said "${before.message}" and now says "${now.message}"`);
  }
  return problems;
}

function doubled(document: StoredDocument, chunks: readonly Chunk[], arrived: Map<Chunk, Arrival>): string[] {
  const found: string[] = [];
  for (const chunk of chunks) {
    const { gone = false, endLost = false } = chunks.at(-1)?.generation ?? {};
    const endGone = gone || endLost;
    const arrival = { id: document.id, begin: chunks[0] as Chunk, parts: chunks.length, endGone };
    const other = arrived.get(chunk);
    const excused = other === undefined || joinedAnew(chunk, other, arrival) || endTaken(other, arrival);
    if (!excused) found.push(`doubled: ${chunk.text} in ${other.id} and ${document.id}`);
    arrived.set(chunk, arrival);
  }
  return found;
}

/** Parts that are left of an event are joined to what comes behind a lost end: a new event, which holds them once more. */
function joinedAnew({ generation }: Chunk, one: Arrival, other: Arrival): boolean {
  return generation.endLost && (one.parts > 1 || other.parts > 1);
}

/**
 * The end of the event was taken from disk before the agent, killed, had saved that it was delivered: what is left of it can't
 * be told from an event of its own.
 */
function endTaken(one: Arrival, other: Arrival): boolean {
  return (one.endGone && one.parts > 1) || (other.endGone && other.parts > 1);
}

/** The rest of a line that has lost its end is no line of Docker's, alone or with the next one behind it. */
function isBroken({ chunks }: ModelContainer, { stream }: StoredDocument): boolean {
  return stream === '' && chunks.some(({ generation }) => generation.endLost);
}

/** The event began in a generation that is gone, or need not be read again: what is left is sent under the id of the whole one. */
function isRest(whole: readonly (Chunk | undefined)[], left: readonly (Chunk | undefined)[]): boolean {
  const missing = whole.slice(0, whole.length - left.length);
  const same = left.every((chunk, i) => chunk === whole[missing.length + i]);
  return same && missing.length > 0 && missing.every((chunk) => chunk?.generation !== left[0]?.generation);
}

/** Under the id of an event that began in a generation that is gone, and was not stored before. */
function isRestAlone(container: ModelContainer, { id }: StoredDocument, first: Chunk): boolean {
  const written = container.chunks.filter(({ stream }) => stream === first.stream);
  for (let at = written.indexOf(first) - 1; at >= 0 && !written[at]?.ends; at--) {
    const { generation, offset } = written[at] as Chunk;
    const isBegin = id.startsWith(`${container.keyOf(generation)}.${offset}.`);
    if (isBegin) return generation.gone;
  }
  return false;
}

/**
 * The chunk comes behind a truncated generation in which the event of an older one, still there, had gone on. An agent that
 * was killed before it saved that this event was delivered joins the chunk to its beginning instead, and the id is taken.
 */
function followsHole(container: ModelContainer, chunk: Chunk): boolean {
  const written = container.chunks.filter(({ stream }) => stream === chunk.stream);
  const partBefore = (at: number): boolean => written[at]?.ends === false;
  let at = written.indexOf(chunk) - 1;
  while (partBefore(at) && !written[at]?.generation.gone) at--;
  if (!written[at]?.generation.gone) return false;
  while (written[at]?.generation.gone) at--;
  return partBefore(at);
}

function mistakes(container: ModelContainer, document: StoredDocument, chunks: readonly Chunk[]): string[] {
  const found: string[] = [];
  const [first] = chunks;
  if (first === undefined) return found;
  const place = `${container.keyOf(first.generation)}.${first.offset}.`;
  const check = document.id.slice(place.length);
  const checked = chunks.length === 1 ? check === first.check : /^x[\da-f]{8}$/.test(check);
  if ((!document.id.startsWith(place) || !checked) && !isRestAlone(container, document, first))
    found.push(`wrong id: ${document.message} is ${document.id}, not ${place}${first.check}`);
  if (document.stream !== first.stream) found.push(`wrong stream: ${document.id}`);
  const written = container.chunks.filter(({ stream }) => stream === first.stream);
  let at = written.indexOf(first);
  for (const chunk of chunks.slice(1)) {
    if (written[at]?.ends) found.push(`joined beyond its end: ${document.message}`);
    for (at++; at < written.length && written[at] !== chunk; at++) {
      const between = written[at];
      const taken = between?.mayBeMissing || between?.lost || between?.generation.gone;
      if (!taken && !between?.broken)
        found.push(`not in order: ${document.message} without ${written[at]?.text}`);
    }
  }
  const last = written[at];
  const next = written[at + 1];
  const stays = next !== undefined && !next.mayBeMissing && !next.generation.gone;
  if (last !== undefined && !last.ends && !last.mayEnd && stays)
    found.push(`ended too early: ${document.message} before ${next.text}`);
  return found;
}
