import type { Container } from '../../log/block.ts';
import { DateFormat } from './date-format.ts';
import { hasBadCharacter, isIndexName, MOST_NAME_BYTES, partOfName } from './index-name.ts';
import { Route } from './route.ts';

/** The part of a name that stands for a field which a container does not have. */
export const MISSING = 'unknown';

/** Less room for each value would make names of different containers equal. */
const LEAST_ROOM = 20;

const LABEL = 'container.label.';
const TIME = '@timestamp:';

/** A value of the container or its host, and what stands for it when there is none. */
interface ValuePart {
  readonly of: (container: Container, hostName: string) => string | undefined;
  readonly fallback: string;
}

type Part = string | DateFormat | ValuePart;

const VALUES: Readonly<Record<string, ValuePart['of']>> = {
  'container.name': ({ name }) => name,
  'container.id': ({ id }) => id,
  'container.image': ({ image }) => image,
  'host.name': (_container, hostName) => hostName,
};

export interface PatternRules {
  /** A date may be a part of it; the name of a data stream may not have one. */
  readonly dates: boolean;
}

/**
 * The name of an index, or a pattern with fields in braces: `logs-{container.label.app|other}-{@timestamp:yyyy.MM.dd}`. Which index a document
 * goes to depends on its container and its own time alone, so that it is the same however often the document is made.
 */
export class IndexPattern {
  /** As it was given. */
  readonly text: string;
  /** The pattern with `*` for each field: all names that it may become match it. */
  readonly wildcard: string;
  readonly #parts: readonly Part[];
  readonly #room: number;

  /** Throws an Error whose message is one clause about the pattern. */
  constructor(text: string, { dates }: PatternRules = { dates: true }) {
    this.text = text;
    this.#parts = partsOf(text);
    if (!dates && this.#parts.some((part) => part instanceof DateFormat))
      throw new Error('has a date, but a data stream makes indices by itself: leave the date out');
    this.wildcard = this.#parts
      .map((part) => (typeof part === 'string' ? part : '*'))
      .join('')
      .replaceAll(/\*+/g, '*');
    this.#room = roomOf(this.#parts);
    if (this.isConstant) {
      if (!isIndexName(text)) throw new Error('is not a name Elasticsearch allows');
      return;
    }
    const [first] = this.#parts;
    if (typeof first !== 'string')
      throw new Error('begins with a field: write a word before it, as in logs-{container.name}');
    if (!/^\.?[^-_+.]/.test(first)) throw new Error('is not a name Elasticsearch allows');
    if (this.#room < LEAST_ROOM)
      throw new Error('leaves its fields too little room, for a name may have 255 bytes');
  }

  /** It has no fields. */
  get isConstant(): boolean {
    return this.#parts.every((part) => typeof part === 'string');
  }

  /** The route of a container's documents. */
  route(container: Container, hostName: string): Route {
    return new Route(
      this.#parts.map((part) => {
        if (typeof part === 'string' || part instanceof DateFormat) return part;
        const value = part.of(container, hostName) ?? '';
        return value === '' ? part.fallback : partOfName(value, this.#room);
      }),
    );
  }
}

/** The bytes that each value may have, so that the whole is no longer than a name may be. */
function roomOf(parts: readonly Part[]): number {
  let left = MOST_NAME_BYTES;
  let values = 0;
  for (const part of parts) {
    if (typeof part === 'string') left -= Buffer.byteLength(part);
    else if (part instanceof DateFormat) left -= part.length;
    else values++;
  }
  if (values === 0) return left < 0 ? left : MOST_NAME_BYTES;
  return Math.floor(left / values);
}

function partsOf(text: string): Part[] {
  return (text.match(/\{[^{}]*\}|[{}]|[^{}]+/g) ?? ['']).map((part) => {
    if (part === '{' || part === '}') throw new Error(`has a ${part} without its counterpart`);
    if (part.startsWith('{')) return fieldOf(part.slice(1, -1));
    if (hasBadCharacter(part)) throw new Error('is not a name Elasticsearch allows');
    return part;
  });
}

function fieldOf(text: string): Part {
  if (text.startsWith(TIME)) return new DateFormat(text.slice(TIME.length));
  const [name = '', ...rest] = text.split('|');
  const fallback = rest.length === 0 ? MISSING : rest.join('|');
  if (fallback === '' || partOfName(fallback, LEAST_ROOM) !== fallback)
    throw new Error(
      `has ${JSON.stringify(fallback)} for a missing field: write up to ${LEAST_ROOM} letters in lower case and digits`,
    );
  const label = name.startsWith(LABEL) ? name.slice(LABEL.length) : '';
  if (label !== '') return { of: ({ labels }: Container) => ownValue(labels, label), fallback };
  const of = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
  if (of !== undefined) return { of, fallback };
  throw new Error(
    `has the unknown field ${JSON.stringify(name)}: there are ${[...Object.keys(VALUES), `${LABEL}NAME`].join(', ')} and @timestamp:yyyy.MM.dd`,
  );
}

function ownValue(labels: Container['labels'], name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
