import type { Schema } from '../schemas/names.ts';
import { dotted, type Path } from '../schemas/path.ts';
import { type Names, standsAt } from './names.ts';

const BACKSLASH = 0x5c;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;

/**
 * Names at a document's top level that a line can't give to its own fields: the agent's and, with `_` in front,
 * Elasticsearch's. Such a field goes under the object `json`, whose name is one of them for that reason.
 *
 * A dotted name is a path to Elasticsearch: `log.offset` would add a second value to the agent's own field. So the first part decides.
 */
export class OwnNames implements Names {
  /** In alphabetical order. */
  readonly all: readonly string[];
  readonly #set: ReadonlySet<string>;
  /** By their first byte. */
  readonly #bytes: readonly (readonly Buffer[])[];

  constructor({ json, stream, time, offset, path, hostName, constants, ...others }: Schema) {
    const { marks, refusal, container, pod } = others;
    const fields = [
      json,
      stream,
      time,
      offset,
      path,
      hostName,
      ...constants.map((constant) => constant.path),
    ];
    const objects = [marks, refusal, container, pod].flatMap((names): Path[] => Object.values(names));
    this.#set = new Set([...fields, ...objects].map((each) => firstPart(dotted(each))));
    this.all = [...this.#set].sort();
    const names = this.all.map((name) => Buffer.from(name));
    this.#bytes = Array.from({ length: 256 }, (_, first) => names.filter((name) => name[0] === first));
  }

  /** Whether this name is one of them. */
  has(name: string): boolean {
    return name.startsWith('_') || this.#set.has(firstPart(name));
  }

  /** Whether the name that begins at `at`, in a text in JSON string form, is one of them. */
  isAt(source: Buffer, at: number): boolean {
    const first = source[at] as number;
    if (first === UNDERSCORE) return true;
    for (const name of this.#bytes[first] as readonly Buffer[]) {
      const next = source[at + name.length];
      if ((next === BACKSLASH || next === DOT) && standsAt(source, at, name)) return true;
    }
    return false;
  }
}

function firstPart(path: string): string {
  const dot = path.indexOf('.');
  return dot < 0 ? path : path.slice(0, dot);
}
