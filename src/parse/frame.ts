import type { Source } from '../log/block.ts';
import type { Attrs, DocumentEnds, Scalar } from '../source/envelope.ts';
import type { Format } from './formats/format.ts';
import { type PlainFormat, plain } from './formats/plain.ts';
import { wellFormed } from './json/well-formed.ts';
import { beginOf, Members } from './members.ts';
import type { MetadataFilter } from './metadata-filter.ts';
import type { LinesRule } from './multiline/lines-rule.ts';
import type { Rests } from './rests.ts';
import { Head, type Route } from './routing/route.ts';
import type { Routes } from './routing/routes.ts';
import type { OptionalField, Schema } from './schemas/names.ts';
import { dotted, type Path } from './schemas/path.ts';

/** The part that is the same in every document of one Source, made once. */
export interface Frame extends DocumentEnds {
  readonly source: Source;
  readonly schema: Schema;
  /** Which index its documents go to. */
  readonly route: Pick<Route, 'begin' | 'reach'>;
  /** From the action line's beginning to the offset in the `_id`, its second part. */
  readonly head: Head;
  /** From the member that holds the offset in the document to the offset itself; undefined when documents don't carry it. */
  readonly offsetBegins: string | undefined;
  /** Of `Schema.marks`, in their order. */
  readonly marks: Members;
  /** From behind that offset, or behind the time, to the LF of the source line, where the line has no attrs. */
  readonly tailBytes: Buffer;
  /** Tried on each line, in this order. */
  readonly formats: readonly Format[];
  /** Of a text that is of none of them. */
  readonly plain: PlainFormat;
  /** Bytes that a document's fields may take beside the length of the escaped text. */
  readonly extraBytes: number;
  /** Noted when the generation was read before. */
  readonly rests: Rests;
  /** Which whole lines belong together; undefined when each is an event. */
  readonly lines: LinesRule | undefined;
  /** The time of the last good line seen, or empty: all that can be said of when a malformed line was written. */
  lastTime: string;
}

/** Which label names become fields. */
export type LabelFilter = (name: string) => boolean;

/** Every document carries labels and attrs: what tools keep in them (whole manifests) must not outgrow the lines. */
const FIELD_CHARACTERS = 1024;
const FIELDS_CHARACTERS = 8 * 1024;

export interface FramerOptions {
  readonly hostName: string;
  readonly labels: LabelFilter;
  readonly schema: Schema;
  readonly routes: Routes;
  readonly optionalFields: readonly OptionalField[];
  readonly filter?: MetadataFilter | undefined;
}

/** Makes the frames of all Sources, which differ in their container, path, formats and route only. */
export class Framer {
  readonly #options: FramerOptions;
  readonly #offsetBegins: string | undefined;
  readonly #hasPath: boolean;
  readonly #hasId: boolean;
  readonly #drops: (path: Path) => boolean;
  /** Of all that a tail may hold. */
  readonly #paths: readonly Path[];
  readonly #members: Members;
  readonly #marks: Members;
  readonly #plain: PlainFormat;

  constructor(options: FramerOptions) {
    const { offset, path, container, pod, hostName, constants, marks, message } = options.schema;
    const { id, name, image, labels, attrs } = container;
    this.#options = options;
    const has = (name: OptionalField): boolean => options.optionalFields.includes(name);
    this.#drops = (each) => options.filter?.drops(dotted(each)) === true;
    this.#offsetBegins = has('log.offset') && !this.#drops(offset) ? beginOf(offset) : undefined;
    this.#hasPath = has('log.file.path');
    this.#hasId = has('container.id');
    const ofPod = [pod.namespace, pod.name, pod.uid, pod.container, pod.restarts];
    const last = [hostName, ...constants.map((constant) => constant.path)];
    this.#paths = [offset, path, id, name, image, labels, attrs, ...ofPod, ...last];
    this.#members = new Members(this.#paths);
    this.#marks = new Members([marks.malformed, marks.cut, marks.original_base64, marks.original]);
    this.#plain = plain(message);
  }

  /** Documents carry their offset. */
  get hasOffset(): boolean {
    return this.#offsetBegins !== undefined;
  }

  /** `rests`: those of the Source's notes whose beginning has not been read. */
  frame(source: Source, formats: readonly Format[], rests: Rests, lines?: LinesRule): Frame {
    const { schema, labels, routes } = this.#options;
    const route = routes.of(source.container);
    const ownLabels = this.#named(schema.container.labels, source.container.labels, labels, source);
    const tailWith = (attrs: Attrs | undefined) => this.#tail(source, ownLabels, attrs);
    return {
      source,
      schema,
      route,
      head: new Head(route, source.key),
      offsetBegins: this.#offsetBegins,
      marks: this.#marks,
      tailBytes: Buffer.from(tailWith(undefined)),
      tailWith,
      formats,
      plain: this.#plain,
      extraBytes: formats.reduce(
        (most, { extraBytes }) => Math.max(most, extraBytes),
        this.#plain.extraBytes,
      ),
      rests,
      lines,
      attrsTail: undefined,
      lastTime: '',
    };
  }

  /** Members of the object at `path`, without those that the filter drops and without what it takes out of them. */
  #named(path: Path, values: Readonly<Record<string, Scalar>>, wanted: LabelFilter, { container }: Source) {
    const { filter } = this.#options;
    const fields = namedFields(values, wanted);
    if (filter === undefined || fields === undefined) return fields;
    const within = dotted(path);
    const left: Record<string, Scalar | null> = Object.create(null);
    for (const [name, value] of Object.entries(fields)) {
      const each = `${within}.${name}`;
      if (!filter.drops(each)) left[name] = filter.metadata(each, value, container);
    }
    return Object.keys(left).length > 0 ? left : undefined;
  }

  #tail(source: Source, labels: object | undefined, attrs: Attrs | undefined): string {
    const { container, path, start } = source;
    const { hostName, schema } = this.#options;
    const { id, name, image, pod } = container;
    const ownAttrs = attrs && this.#named(schema.container.attrs, attrs, () => true, source);
    const ofPod = [pod?.namespace, pod?.name, pod?.uid, pod?.container, pod && start];
    const begins = this.#offsetBegins;
    const optional = [begins && 0, this.#hasPath ? path : undefined, this.#hasId ? id : undefined];
    const last = [hostName, ...schema.constants.map(({ value }) => value)];
    const values = [...optional, name, image || undefined, labels, ownAttrs, ...ofPod, ...last];
    const left = values.map((value, at) => (this.#drops(this.#paths[at] as Path) ? undefined : value));
    const json = this.#members.json(left);
    if (json === '') return '}\n';
    return begins === undefined ? `,${json}}\n` : `${json.slice(begins.length + 1)}}\n`;
  }
}

/**
 * Dots become underscores: `app` and `app.kubernetes.io/name` on two containers would want one field to be text and
 * object, and Elasticsearch would refuse one of them. It refuses a blank name too.
 */
function namedFields(values: Readonly<Record<string, Scalar>>, wanted: LabelFilter) {
  // Without a prototype a label named __proto__ is a label.
  const fields: Record<string, Scalar> = Object.create(null);
  let left = FIELDS_CHARACTERS;
  for (const [name, value] of Object.entries(values)) {
    if (name.trim() === '' || !wanted(name)) continue;
    const short = typeof value === 'string' ? shorten(value) : value;
    const length = name.length + String(short).length;
    if (length > left) continue;
    left -= length;
    fields[wellFormed(name.replaceAll('.', '_'))] = short;
  }
  return Object.keys(fields).length > 0 ? fields : undefined;
}

/** Not cut within a character. */
function shorten(value: string): string {
  if (value.length <= FIELD_CHARACTERS) return wellFormed(value);
  return wellFormed(value.slice(0, FIELD_CHARACTERS).replace(/[\ud800-\udbff]$/, ''));
}
