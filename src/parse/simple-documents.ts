import { Members } from './members.ts';
import type { Schema } from './schema.ts';

/** Why a document was refused, in the words of the one who did. */
export interface Refusal {
  readonly type: string;
  readonly reason: string;
}

/** As ECS has it for a document that could not be stored as it should be. */
const KIND = 'pipeline_error';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Gives a document that was refused for its fields a form that fits: the agent's own fields of fixed type, the text as message, and the whole
 * document as one string. An application's fields, labels and attrs stand in that string only: their types are what others may have in another way.
 */
export class SimpleDocuments {
  readonly #schema: Schema;
  /** The agent's own fields, which are in both forms. */
  readonly #kept: readonly string[];
  readonly #members: Members;

  constructor(schema: Schema) {
    const { message, stream, time, marks, refusal, offset, path, container, pod, hostName } = schema;
    this.#schema = schema;
    const { id, name, image } = container;
    const ofPod = [pod.namespace, pod.name, pod.uid, pod.container, pod.restarts];
    this.#kept = [
      stream,
      time,
      marks.malformed,
      marks.cut,
      offset,
      path,
      id,
      name,
      image,
      ...ofPod,
      hostName,
    ];
    const { kind, original, type, message: error } = refusal;
    this.#members = new Members([message, ...this.#kept, kind, original, type, error]);
  }

  /**
   * The source line, without LF, in its simple form, and the name of the container that printed the text, or an empty one. Throws for one that is
   * no JSON object: parse makes no such document.
   */
  of(document: string, { type, reason }: Refusal): { line: string; container: string } {
    const fields = JSON.parse(document) as Fields;
    const kept = this.#kept.map((path) => valueAt(fields, path));
    const values = [this.#textOf(fields), ...kept, KIND, document, type, reason];
    const line = `{${this.#members.json(values.map((value) => (value === '' ? undefined : value)))}}`;
    return { line, container: this.#containerOf(fields) };
  }

  /** Name of the container that printed the text of a source line; empty where that is not told. */
  containerOf(document: string): string {
    return this.#containerOf(JSON.parse(document) as Fields);
  }

  /** The source line as it was before. */
  original(line: string): string {
    return valueAt(JSON.parse(line) as Fields, this.#schema.refusal.original) as string;
  }

  #containerOf(fields: Fields): string {
    const name = valueAt(fields, this.#schema.container.name);
    return typeof name === 'string' ? name : '';
  }

  /** The message, or all fields of the line where it has none. */
  #textOf(fields: Fields): string {
    const { [this.#schema.message]: message } = fields;
    if (typeof message === 'string') return message;
    const own = new Set(this.#kept.map((path) => path.split('.')[0]));
    return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => !own.has(name))));
  }
}

/** The value at a path, or under that name as it stands; undefined when there is none. */
function valueAt(fields: Fields, path: string): unknown {
  if (Object.hasOwn(fields, path)) return fields[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? (value as Fields)[name] : undefined),
      fields,
    );
}
