import type { ParsingOptions } from '../../options/parsing.ts';
import { hasColours, withoutColours, withoutMark } from '../../parse/colours.ts';
import type { Content } from '../../parse/document.ts';
import { DROPPED } from '../../parse/filter.ts';
import type { LeftOutBy } from '../../parse/filters/choice.ts';
import { DocumentFilter, type FilterEvents } from '../../parse/filters/document-filter.ts';
import type { FormatName } from '../../parse/formats/format-names.ts';
import { Formats } from '../../parse/formats/formats.ts';
import {
  type HowFar,
  howFarCombined,
  howFarJson,
  howFarLogfmt,
  PatternProbe,
  textProbe,
} from '../../parse/formats/how-far.ts';
import type { Pattern } from '../../parse/formats/pattern-source.ts';
import { type PlainFormat, plain } from '../../parse/formats/plain.ts';
import { textReaders } from '../../parse/formats/texts/texts.ts';
import { wellFormed } from '../../parse/json/well-formed.ts';
import { Members } from '../../parse/members.ts';
import { LineAppender } from '../../parse/multiline/append-lines.ts';
import { dotted } from '../../parse/schemas/path.ts';
import type { Attrs, Scalar } from '../../source/envelope.ts';
import type { Text } from './texts.ts';

/** Which format it is; a pattern with its number, from 1. */
export interface Named {
  readonly format: FormatName;
  readonly pattern?: number | undefined;
}

/** The format of which a text is for the longest part. */
export interface Nearest extends Named, HowFar {}

/** What becomes of a line. */
export interface Told extends Named {
  readonly line: number;
  /** Otherwise it is shipped as a message, unless it is left out. */
  readonly isMatched: boolean;
  /** Why it is not shipped; undefined when it is. */
  readonly leftOut: LeftOutBy | undefined;
  /** As JSON, with all digits of numbers; what a container's metadata adds is not in it. */
  readonly document: string;
  /** Where it is of no format. */
  readonly nearest?: Nearest | undefined;
  readonly text: string;
}

/** How far a text is of a format; undefined where that can't be told. */
type Probe = (text: string) => HowFar | undefined;

/** A format that is tried. */
interface Tried extends Named {
  readonly read: (text: string) => string | undefined;
  readonly howFar: Probe | undefined;
}

/** Lines have no container here, and `--json-fields container` needs a name. */
const CONTAINER = { id: '', name: 'stdin', image: '', labels: {} };

const PROBES: Partial<Readonly<Record<FormatName, Probe>>> = {
  combined: howFarCombined,
  json: howFarJson,
  logfmt: howFarLogfmt,
  ...Object.fromEntries(Object.entries(textReaders).map(([name, reader]) => [name, textProbe(reader)])),
};

/** Tells of texts what the agent would make of them. */
export class Teller {
  readonly #options: ParsingOptions;
  readonly #formats: readonly Tried[];
  readonly #plain: PlainFormat;
  readonly #appender: LineAppender;
  readonly #filter: DocumentFilter | undefined;
  /** By the last document that was left out. */
  #leftOut: LeftOutBy | undefined;
  /** What stands beside a line's text. */
  readonly #around: Members;

  constructor(options: ParsingOptions) {
    this.#options = options;
    const {
      format: names,
      patterns,
      patternNumbers: numbers,
      jsonFields,
      requestParts,
      colours,
      schema,
    } = options;
    const { stream, time, container, marks, message } = schema;
    this.#plain = plain(message);
    const events: FilterEvents = {
      leftOut: (_container, by) => {
        this.#leftOut = by;
      },
      redacted: () => {},
    };
    this.#filter = options.filter && new DocumentFilter({ ...options.filter, events });
    this.#appender = new LineAppender(message);
    this.#around = new Members([[stream], [time], container.attrs, marks.cut, marks.original]);
    const formats = new Formats({
      ...{ names, patterns, numbers, jsonFields, requestParts, schema },
      ...(colours !== 'keep' && { clean: withoutColours }),
      onUnknown: () => {},
    });
    let count = 0;
    this.#formats = formats.namedOf(CONTAINER).map(({ name, format }) => {
      const read = (text: string) => format.read(text);
      if (name !== 'pattern') return { format: name, read, howFar: PROBES[name] };
      const at = count++ % patterns.length;
      const probe = new PatternProbe(patterns[at] as Pattern);
      return { format: name, pattern: at + 1, read, howFar: (text) => probe.of(text) };
    });
  }

  tell({ line, text: printed, around, isCut, isOfLines = false }: Text): Told {
    const { colours } = this.#options;
    const whole = wellFormed(printed);
    const isPiece = isCut && !isOfLines;
    const text = isCut ? whole : withoutMark(colours === 'keep' ? whole : withoutColours(whole));
    const [first = ''] = isOfLines ? text.split('\n', 1) : [text];
    // As in the agent, the fields of a piece are not looked for.
    const found = isPiece ? undefined : this.#fieldsOf(first, text);
    const original = colours === 'original' && !isCut && hasColours(whole) ? whole : undefined;
    const isMatched = found !== undefined;
    const content: Content = {
      fields: found?.fields ?? this.#plain.read(text),
      ...{ isMatched, stream: around?.stream ?? '', time: around?.time ?? '', attrs: around?.attrs },
      marks: { ...(isCut && { cut: true }), ...(original !== undefined && { original }) },
    };
    const leftOut = this.#filtered(content, text);
    return {
      ...(found?.named ?? { format: 'plain' }),
      ...{ line, text, document: `{${leftOut.document}}`, isMatched, leftOut: leftOut.by },
      ...(found === undefined && !isPiece && { nearest: this.#nearest(first) }),
    };
  }

  /** The document, and why it does not ship, if so. */
  #filtered(content: Content, text: string): { document: string; by: LeftOutBy | undefined } {
    this.#leftOut = undefined;
    const filtered =
      this.#filter?.read(content, { container: CONTAINER, key: '', offset: 0, text }) ?? content;
    const { fields, stream, time, attrs, marks } = filtered === DROPPED ? content : filtered;
    const own = attrs && this.#attrsOf(attrs);
    const more = this.#around.json([
      stream || undefined,
      time || undefined,
      own,
      marks?.cut,
      marks?.original,
    ]);
    return { document: [fields, more].filter((part) => part !== '').join(','), by: this.#leftOut };
  }

  /** Dots become underscores, as in the agent's documents. */
  #attrsOf(attrs: Attrs): Readonly<Record<string, Scalar | null>> | undefined {
    const within = dotted(this.#options.schema.container.attrs);
    const left = Object.entries(attrs).flatMap(([name, value]) => {
      const field = name.replaceAll('.', '_');
      const path = `${within}.${field}`;
      if (this.#filter?.drops(path)) return [];
      return [
        [field, this.#filter === undefined ? value : this.#filter.metadata(path, value, CONTAINER)] as const,
      ];
    });
    return left.length > 0 ? Object.fromEntries(left) : undefined;
  }

  /** Those of a text whose `first` line has them. */
  #fieldsOf(first: string, text: string): { readonly named: Named; readonly fields: string } | undefined {
    for (const each of this.#formats) {
      const read = each.read(first);
      if (read === undefined) continue;
      const fields = first === text ? read : this.#appender.append(read, first, text);
      return { named: namedBy(each), fields };
    }
    return undefined;
  }

  #nearest(text: string): Nearest | undefined {
    let best: Nearest | undefined;
    for (const each of this.#formats) {
      const howFar = each.howFar?.(text);
      if (howFar !== undefined && (best === undefined || howFar.share > best.share))
        best = { ...namedBy(each), ...howFar };
    }
    return best;
  }
}

function namedBy({ format, pattern }: Named): Named {
  return pattern === undefined ? { format } : { format, pattern };
}
