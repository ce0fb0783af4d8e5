import { isUtf8 } from 'node:buffer';
import type { Block, Container, Source } from '../log/block.ts';
import type { Rest } from '../log/notes.ts';
import type { Stamp } from '../log/stamp.ts';
import type { Stream } from '../log/stream.ts';
import type { Envelope } from '../source/envelope.ts';
import type { BatchWriter } from './batch/batch-writer.ts';
import { type Colours, withoutColours } from './colours.ts';
import { LineCopier, UNUSUAL } from './copy-line.ts';
import { Joiner } from './events/joiner.ts';
import { LogEvent, type Unfinished } from './events/log-event.ts';
import type { Filter } from './filter.ts';
import type { FormatName } from './formats/format-names.ts';
import { Formats } from './formats/formats.ts';
import type { Definitions } from './formats/grok/expand.ts';
import { NAMES } from './formats/grok/names.ts';
import type { Pattern } from './formats/pattern-source.ts';
import { type Frame, Framer, type LabelFilter } from './frame.ts';
import type { JsonFields } from './json/places.ts';
import { type LinesChoice, LinesRules } from './multiline/lines-rules.ts';
import { LineReader, type NoteTaker } from './read-line.ts';
import { Rests } from './rests.ts';
import { Routes } from './routing/routes.ts';
import { OPTIONAL_FIELDS, type OptionalField, type Schema } from './schemas/names.ts';
import { usualSchema } from './schemas/short.ts';

const LF = 0x0a;

export interface ParserOptions {
  /** `host.name` of every document. */
  readonly hostName: string;
  /** The wrapping around the lines' texts. */
  readonly envelope: Envelope;
  /** Absent when every document ships as it is. */
  readonly filter?: Filter;
  /** The names of the documents' fields. Default `usualSchema`. */
  readonly schema?: Schema;
  /** Most bytes of text that are joined to one event; what goes beyond begins a new one. */
  readonly maxEventBytes: number;
  /** See `LineReaderOptions`. */
  readonly maxHeldBytes?: number;
  /** Which container labels become fields. */
  readonly labels: LabelFilter;
  /** Default: all. */
  readonly optionalFields?: readonly OptionalField[];
  /** Which index documents go to. Default: the request's. */
  readonly routes?: Routes;
  /** Tried on each line in this order, where a container's label doesn't say otherwise. Default `combined`. */
  readonly formats?: readonly FormatName[];
  readonly patterns?: readonly Pattern[];
  /** Groups of patterns that become numbers. */
  readonly numbers?: readonly string[];
  /** Where the members of a JSON line go. Default `root`. */
  readonly jsonFields?: JsonFields;
  /** The parts of an access line's request become fields besides. Default: they don't. */
  readonly requestParts?: boolean;
  /** A container's label names a format that there is not. */
  readonly onUnknownFormat?: (container: Container, name: string) => void;
  /** The format of a container's lines, as `auto` found it; once for each container. */
  readonly onFormat?: (container: Container, name: FormatName) => void;
  /** See `LineReaderOptions`. */
  readonly colours?: Colours;
  readonly notes?: NoteTaker;
  /** Which lines become one event, where a container's label doesn't say otherwise. Default `off`. */
  readonly multiline?: LinesChoice;
  /** What names in the pattern of such a label stand for. Default: those that there are without any of an operator's own. */
  readonly definitions?: Definitions;
  /** A container's label can't be used for its lines; `why` names the label's value. */
  readonly onBadMultiline?: (container: Container, why: string) => void;
  readonly isLetter?: (id: string) => boolean;
}

/**
 * Turns blocks into documents, in order. Pure: the same bytes under the same Source give the same documents, and
 * whatever the bytes are, each line is in a document or an unfinished event, or was blank or dropped by choice.
 *
 * Blocks of one container must come in the order of its log; an unfinished event goes on in the next generation.
 */
export class Parser {
  readonly #joiner = new Joiner();
  readonly #framer: Framer;
  readonly #fast: LineCopier | undefined;
  readonly #reference: LineReader;
  readonly #formats: Formats;
  readonly #linesRules: LinesRules;
  /** Lives as long as tail keeps the Source. */
  readonly #frames = new WeakMap<Source, Frame>();

  constructor(options: ParserOptions) {
    const { hostName, labels, schema = usualSchema, routes = new Routes({ hostName }) } = options;
    const { optionalFields = OPTIONAL_FIELDS } = options;
    const { filter } = options;
    this.#framer = new Framer({ hostName, labels, schema, routes, optionalFields, filter });
    const copier = options.envelope.copier();
    const { colours = 'keep' } = options;
    const hasOffset = this.#framer.hasOffset;
    const keepsColours = colours === 'keep';
    this.#fast = copier && new LineCopier(copier, schema, { filter, keepsColours, hasOffset });
    this.#linesRules = new LinesRules({
      usual: options.multiline ?? 'off',
      definitions: options.definitions ?? NAMES,
      onBad: options.onBadMultiline ?? (() => {}),
    });
    this.#reference = new LineReader(options, this.#joiner);
    this.#formats = new Formats({
      names: options.formats ?? ['combined'],
      patterns: options.patterns ?? [],
      numbers: options.numbers ?? [],
      jsonFields: options.jsonFields ?? 'root',
      requestParts: options.requestParts ?? false,
      ...(colours !== 'keep' && { clean: withoutColours }),
      onUnknown: options.onUnknownFormat ?? (() => {}),
      onLearnt: options.onFormat,
      schema,
    });
  }

  /** Reading of the Source begins at `offset`. Returns what is to be noted of the unfinished events, of older generations, that go on in it. */
  begin(source: Source, offset: number): Rest[] {
    const frame = this.#frame(source);
    this.#forgetEnded(source, offset);
    for (const rest of source.notes.rests) {
      const { stream, at, after = at === undefined && rest.whole ? offset : Number.POSITIVE_INFINITY } = rest;
      if (after > offset || this.#joiner.of(source.container.id)?.has(stream)) continue;
      this.#joiner.keep(LogEvent.before(rest, frame, after, rest.after === undefined ? 'rest' : 'cut'));
    }
    const events = [...(this.#joiner.of(source.container.id)?.values() ?? [])];
    return events.filter(({ key }) => key !== source.key).map(({ rest }) => rest);
  }

  /** What was cut in an older generation went on before `offset`, and has settled there. */
  #forgetEnded({ key, container, notes }: Source, offset: number): void {
    for (const { stream, at = offset } of notes.rests) {
      const event = this.#joiner.of(container.id)?.get(stream);
      if (at < offset && event?.isEmpty && event.key !== key) this.#joiner.take(container.id, stream);
    }
  }

  /**
   * Adds the block's documents and spans; the lines of an unfinished event wait for its end. Returns how many bytes it took: it
   * stops between two lines when the writer has no room any more, for a frame may make megabytes of a few short lines.
   */
  parse(block: Block, writer: BatchWriter): number {
    const frame = this.#frame(block.source);
    if (!block.cut) return this.#lines(block, frame, writer);
    writer.beginBlock(block.bytes, block.from);
    this.#reference.begin(block.bytes, block.from);
    this.#reference.piece(block, frame, writer);
    writer.endBlock();
    return block.bytes.length;
  }

  /** Lines that had settled when reading began and are not handed on: an event of whole lines that is open before one of its stream has ended there. */
  passed(block: Block, writer: BatchWriter): void {
    const { container } = block.source;
    if ([...(this.#joiner.of(container.id)?.values() ?? [])].every(({ isWhole }) => !isWhole)) return;
    this.#reference.passed(block.bytes, this.#frame(block.source), writer);
  }

  /** Passes over bytes without any line, which end with `stamp`: they settle with the open batch. */
  skip(source: Source, from: number, to: number, stamp: Stamp, writer: BatchWriter): void {
    writer.addSpan(source.key, from, to, stamp);
  }

  /** Events whose last part had no newline. Their lines are in no span yet. */
  unfinished(): Iterable<Unfinished> {
    return this.#joiner.all();
  }

  /** Memory that all unfinished events take. */
  get heldBytes(): number {
    return this.#joiner.heldBytes;
  }

  /**
   * Ends the container's unfinished events, or that of one stream, as they are. Record `(key, to)` of each as a boundary
   * before, so that reading again ends them at the same place.
   */
  finish(containerId: string, stream: Stream | undefined, writer: BatchWriter): void {
    const streams: Iterable<Stream> = stream === undefined ? ['stdout', 'stderr', ''] : [stream];
    for (const name of streams) {
      const event = this.#joiner.take(containerId, name);
      if (event !== undefined) this.#reference.end(event, writer);
    }
  }

  /** Forgets an unfinished event: its lines will come again. Returns how many bytes of generation `key` it had taken. */
  drop({ containerId, stream }: Unfinished): number {
    const event = this.#joiner.take(containerId, stream);
    return event === undefined ? 0 : event.spans.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  #lines(block: Block, frame: Frame, writer: BatchWriter): number {
    const { bytes } = block;
    const containerId = block.source.container.id;
    // Mostly nothing else is written, and simdutf sees to 512 KiB in 40 us.
    const fast = isUtf8(bytes) ? this.#fast : undefined;
    const linesEnd = bytes.lastIndexOf(LF) + 1;
    let unfinished = this.#joiner.of(containerId);
    let body: Buffer | undefined;
    frame.rests.passTo(block.from);
    let at = 0;
    fast?.begin(bytes, block.from);
    this.#reference.begin(bytes, block.from);
    writer.beginBlock(bytes, block.from);
    while (at < bytes.length) {
      // Only a body that is new, or was empty before the block, takes more of the budget.
      if (at > 0 && writer.body !== body) {
        if (!writer.hasRoom()) break;
        body = writer.body;
      }
      if (fast !== undefined && at < linesEnd) {
        const next = fast.line(at, frame, unfinished, writer);
        if (next !== UNUSUAL) {
          at = next;
          continue;
        }
      }
      fast?.leave(frame);
      const end = at < linesEnd ? bytes.indexOf(LF, at) + 1 : bytes.length;
      this.#reference.line(bytes.subarray(at, end), block.from + at, frame, writer);
      unfinished = this.#joiner.of(containerId);
      at = end;
    }
    fast?.leave(frame);
    writer.endBlock();
    return at;
  }

  #frame(source: Source): Frame {
    const known = this.#frames.get(source);
    if (known !== undefined) return known;
    const { container, notes } = source;
    const unfinished = this.#joiner.of(container.id);
    // No rest is expected of an event whose beginning has been read: it goes on here, or is ended before.
    const rests = notes.rests.filter(
      ({ stream, at, after, whole, ended }) =>
        (at !== undefined && !ended) || ((at ?? after ?? whole) === undefined && !unfinished?.has(stream)),
    );
    const lines = this.#linesRules.of(container);
    const frame = this.#framer.frame(source, this.#formats.of(container), new Rests(rests), lines);
    this.#frames.set(source, frame);
    return frame;
  }
}
