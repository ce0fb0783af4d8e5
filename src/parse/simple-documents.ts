import { Members } from './members.ts';
import type { Schema } from './schemas/names.ts';
import { dotted, namesIn, type Path } from './schemas/path.ts';

/** Why a document was refused, in the words of the one who did. */
export interface Refusal {
  readonly type: string;
  readonly reason: string;
}

/** As ECS has it for a document that could not be stored as it should be. */
const KIND = 'pipeline_error';

type Fields = Readonly<Record<string, unknown>>;

/** A field by which people look for lines, and what it must be to stay. */
interface Told {
  readonly name: string;
  readonly type: 'string' | 'number';
}

/** Elasticsearch's words for an index that takes no field more. */
const NO_ROOM = 'Limit of total fields';

/**
 * Gives a document that was refused for its fields a form that fits: the agent's own fields of fixed type, the text as message, and the whole
 * document as one string. An application's fields, labels and attrs stand in that string only: their types are what others may have in another way.
 *
 * The line's level and time may stay as well, by which people look for errors, and which are a word and a date wherever they come from; but not where the
 * refusal names them, or is for want of room for any field.
 */
export class SimpleDocuments {
  readonly #schema: Schema;
  /** The agent's own fields, which are in both forms. */
  readonly #kept: readonly Path[];
  /** What lines tell of themselves in a word, and the number that is made of one. */
  readonly #told: readonly Told[];
  readonly #members: Members;

  /**
   * `keepsLevel`: the line's level and time stay. Not to be asked for where JSON's members are those of the document itself: a `level` of any type may stand
   * in the index then.
   */
  constructor(schema: Schema, keepsLevel = false) {
    const { message, stream, time, marks, refusal } = schema;
    const { offset, path, container, pod, hostName, constants } = schema;
    this.#schema = schema;
    const { id, name, image } = container;
    const ofPod = [pod.namespace, pod.name, pod.uid, pod.container, pod.restarts];
    this.#kept = [
      [stream],
      [time],
      marks.malformed,
      marks.cut,
      offset,
      path,
      id,
      name,
      image,
      ...ofPod,
      hostName,
      ...constants.map((constant) => constant.path),
    ];
    const { kind, original, type, message: error } = refusal;
    this.#told = keepsLevel ? toldBy(schema) : [];
    const told = this.#told.map(({ name }) => [name]);
    this.#members = new Members([[message], ...told, ...this.#kept, kind, original, type, error]);
  }

  /**
   * The source line, without LF, in its simple form, and the name of the container that printed the text, or an empty one. Throws for one that is
   * no JSON object: parse makes no such document.
   */
  of(document: string, { type, reason }: Refusal): { line: string; container: string } {
    const fields = JSON.parse(document) as Fields;
    const kept = this.#kept.map((path) => valueAt(fields, path));
    const told = this.#told.map((each) => toldIn(fields, each, reason));
    const values = [this.#textOf(fields), ...told, ...kept, KIND, document, type, reason];
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
    const own = new Set(this.#kept.map((path) => namesIn(path)[0]));
    return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => !own.has(name))));
  }
}

function toldBy({ level, severity, timestamp }: Schema): Told[] {
  const words = [level, timestamp].map((name): Told => ({ name, type: 'string' }));
  return severity === undefined ? words : [...words, { name: severity, type: 'number' }];
}

/** What the line says there, unless the refusal may be for that. */
function toldIn(fields: Fields, { name, type }: Told, reason: string): unknown {
  if (reason.includes(name) || reason.includes(NO_ROOM)) return undefined;
  const { [name]: value } = fields;
  return typeof value === type ? value : undefined;
}

/** The value at a path, or under that name as it stands; undefined when there is none. */
function valueAt(fields: Fields, path: Path): unknown {
  const name = dotted(path);
  if (Object.hasOwn(fields, name)) return fields[name];
  return namesIn(path).reduce<unknown>(
    (value, each) => (typeof value === 'object' && value !== null ? (value as Fields)[each] : undefined),
    fields,
  );
}
