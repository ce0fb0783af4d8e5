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
 * last chunk; an event ends where it ended, or where it may have been taken for ended; an id says the same whenever it
 * is sent; what is left of an event is marked, and nothing else is. What was taken from disk before it was stored may be
 * missing. Returns what is wrong.
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
    problems.push(...wrongMarks(container, store, document, chunks));
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
    if (isRest(old, fresh) && !now.cut) problems.push(`not marked: ${now.message} of ${before.message}`);
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

/**
 * A marked document goes on with what is not stored, of an older generation. Where an agent's state knew at its start that a line
 * does so, its document is marked; a state that was not saved before the agent was killed, and the older file deleted, knows nothing.
 */
function wrongMarks(
  container: ModelContainer,
  store: ModelStore,
  { message, cut }: StoredDocument,
  [first]: readonly Chunk[],
): string[] {
  if (first === undefined || first.stream === '') return [];
  const { generation, stream, offset } = first;
  const goesOn = (chunk: Chunk) => (!chunk.ends || chunk.late) && chunk.generation !== generation;
  const all = container.chunks.filter((chunk) => chunk.stream === stream);
  // Of what came before only what is not stored; the agent may have missed what was taken from disk.
  const before = all.slice(0, all.indexOf(first)).toReversed();
  // Behind a lost end, what is left of an event is one of its own, whatever was stored before.
  const missing = takeWhile(before, ({ text }) => generation.endLost || !store.texts.has(text));
  const perhapsRead = takeWhile(missing, (chunk) => goesOn(chunk) || isTaken(chunk));
  if (cut && !perhapsRead.some(goesOn)) return [`marked: ${message}`];
  const isRest =
    missing[0] !== undefined &&
    !missing[0].ends &&
    !missing[0].mayEnd &&
    goesOn(missing[0]) &&
    !generation.endLost;
  const firstOfStream = generation.chunks.find((chunk) => chunk.stream === stream);
  const known = [...generation.rests].some(
    (rest) => rest.stream === stream && !rest.ended && (rest.at ?? firstOfStream?.offset) === offset,
  );
  return isRest && known && !cut ? [`not marked: ${message}`] : [];
}

function takeWhile<T>(values: readonly T[], holds: (value: T) => boolean): T[] {
  const end = values.findIndex((value) => !holds(value));
  return end < 0 ? [...values] : values.slice(0, end);
}

/** From disk, before everybody had seen it. */
function isTaken({ mayBeMissing, lost, generation }: Chunk): boolean {
  return mayBeMissing || lost || generation.gone;
}

function mistakes(container: ModelContainer, document: StoredDocument, chunks: readonly Chunk[]): string[] {
  const found: string[] = [];
  const [first] = chunks;
  if (first === undefined) return found;
  const end = chunks.at(-1) ?? first;
  const right = `${container.keyOf(end.generation)}.${end.offset}.${end.check}`;
  if (document.id !== right) found.push(`wrong id: ${document.message} is ${document.id}, not ${right}`);
  if (document.stream !== first.stream) found.push(`wrong stream: ${document.id}`);
  const written = container.chunks.filter(({ stream }) => stream === first.stream);
  let at = written.indexOf(first);
  const before = written[at - 1];
  // It had gone on with what was gone when it was read: then it begins an event.
  const beginsAnew = before !== undefined && !before.ends && isTaken(before);
  for (const chunk of chunks.slice(1)) {
    // What ended it may be gone.
    const next = written[at + 1];
    const isEnded = written[at]?.ends === true && !(next !== undefined && (isTaken(next) || next.broken));
    if (isEnded && !beginsAnew) found.push(`joined beyond its end: ${document.message}`);
    for (at++; at < written.length && written[at] !== chunk; at++) {
      const between = written[at];
      if (between !== undefined && !isTaken(between) && !between.broken)
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
