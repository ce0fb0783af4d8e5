import { type Names, standsAt } from './names.ts';

const BACKSLASH = 0x5c;

/** The names, exactly as they are, of members that stay in the document itself. */
export class LoggerNames implements Names {
  readonly #set: ReadonlySet<string>;
  /** By their first byte, with the end that a name in JSON string form has. */
  readonly #bytes: readonly (readonly Buffer[])[];

  constructor(names: readonly string[]) {
    this.#set = new Set(names);
    const all = names.map((name) => Buffer.from(name));
    this.#bytes = Array.from({ length: 256 }, (_, first) => all.filter((name) => name[0] === first));
  }

  has(name: string): boolean {
    return this.#set.has(name);
  }

  isAt(source: Buffer, at: number): boolean {
    for (const name of this.#bytes[source[at] as number] as readonly Buffer[]) {
      if (source[at + name.length] === BACKSLASH && standsAt(source, at, name)) return true;
    }
    return false;
  }
}
