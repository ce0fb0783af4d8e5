import type { Container } from '../../log/block.ts';
import { mayHoldBracketedNumber } from '../../scan/bracketed-number.ts';
import type { JsonFields } from '../json/places.ts';
import type { Schema } from '../schemas/names.ts';
import { AutoFormat, type Candidate } from './auto.ts';
import { combined } from './combined.ts';
import type { Format } from './format.ts';
import { type FormatName, isFormatName, TEXT_NAMES } from './format-names.ts';
import { JsonFormats } from './json.ts';
import { PatternFormat } from './pattern.ts';
import type { Pattern } from './pattern-source.ts';
import { plain } from './plain.ts';
import { Log4jCopier } from './texts/log4j/copy-log4j.ts';
import { LOGFMT_BEGINS } from './texts/logfmt/logfmt.ts';
import { mayBeText } from './texts/may-be-text.ts';
import { TextFormat } from './texts/text-format.ts';
import type { TextReader } from './texts/text-line.ts';
import { textReaders } from './texts/texts.ts';

/** The label by which a container chooses its own formats. */
const LABEL = 'logagent.format';

export interface FormatsOptions {
  /** Of containers without the label; in the order in which they are tried. */
  readonly names: readonly FormatName[];
  readonly patterns: readonly Pattern[];
  /** Groups of patterns that become numbers. */
  readonly numbers: readonly string[];
  /** Where the members of a JSON line go. */
  readonly jsonFields: JsonFields;
  /** The parts of an access line's request become fields besides. Default: they don't. */
  readonly requestParts?: boolean;
  /** For the values of JSON and the like that are strings. Default: they stay as they are. */
  readonly clean?: (text: string) => string;
  /** A container's label names a format that there is not; the others it names are used. */
  readonly onUnknown: (container: Container, name: string) => void;
  /** The format that `auto` found for the first line of a container that has one; once for each. */
  readonly onLearnt?: ((container: Container, name: FormatName) => void) | undefined;
  readonly schema: Schema;
}

/** A format by itself. Each pattern is one. */
export interface NamedFormat {
  readonly name: FormatName;
  readonly format: Format;
}

/** What access lines mostly begin with, and prose seldom: an address, or a dash for none. There a look costs more than an attempt. */
const ADDRESS_BEGINS = /[-:\d]/;
/** What else an access line may begin with: nothing that JSON begins with. */
const ACCESS_BEGINS = /[^-:\d{\s]/;
/** JSON, and the white space that may stand before it. */
const JSON_BEGINS = /[{ \t\r\n]/;

function textFormat(name: string, reader: TextReader, schema: Schema): Format {
  return new TextFormat(reader, schema, name === 'log4j' ? new Log4jCopier(schema) : undefined);
}

/** Which formats are tried on a container's lines, in order. */
export class Formats {
  readonly #usual: readonly FormatName[];
  /** Those that are the same for all containers. */
  readonly #byName: ReadonlyMap<FormatName, readonly Format[]>;
  readonly #json: JsonFormats;
  readonly #onUnknown: FormatsOptions['onUnknown'];
  readonly #onLearnt: FormatsOptions['onLearnt'];
  /** Containers whose format has been told. */
  readonly #learnt = new WeakSet<Container>();

  constructor({ names, patterns, numbers, jsonFields, clean, schema, ...others }: FormatsOptions) {
    const { requestParts = false } = others;
    const texts = Object.entries(textReaders).map(
      ([name, reader]) => [name as FormatName, [textFormat(name, reader, schema)]] as const,
    );
    this.#byName = new Map<FormatName, readonly Format[]>([
      ['combined', [combined(schema.access, { requestParts })]],
      ['pattern', patterns.map((pattern) => new PatternFormat(pattern, numbers, schema))],
      ['plain', [plain(schema.message)]],
      ...texts,
    ]);
    this.#json = new JsonFormats(jsonFields, schema, clean);
    this.#usual = names;
    this.#onUnknown = others.onUnknown;
    this.#onLearnt = others.onLearnt;
  }

  of(container: Container): readonly Format[] {
    return this.#namesFor(container).flatMap((name) =>
      name === 'auto' ? this.#auto(container) : this.#named(name, container),
    );
  }

  /** The same one by one with their names, those of `auto` as well: who looks at a single line wants to know which format it has. */
  namedOf(container: Container): readonly NamedFormat[] {
    const names = this.#namesFor(container).flatMap((name) =>
      name === 'auto' ? (['pattern', 'json', 'combined', ...TEXT_NAMES] as const) : [name],
    );
    return names.flatMap((name) => this.#named(name, container).map((format) => ({ name, format })));
  }

  #named(name: FormatName, container: Container): readonly Format[] {
    if (name === 'json') return [this.#json.of(container)];
    return name === 'logfmt' ? [this.#json.logfmtOf(container)] : (this.#byName.get(name) ?? []);
  }

  /** The operator's patterns come first, where there are any. */
  #auto(container: Container): Format[] {
    const candidate = (name: FormatName, begins: RegExp, mayBe?: Candidate['mayBe']): Candidate[] =>
      this.#named(name, container).map((format) => ({
        name,
        format,
        begins: (character) => begins.test(character),
        ...(mayBe && { mayBe }),
      }));
    const learn = this.#learnt.has(container) ? undefined : (name: FormatName) => this.#tell(container, name);
    const texts = TEXT_NAMES.flatMap((name) =>
      candidate(name, name === 'logfmt' ? LOGFMT_BEGINS : textReaders[name].begins),
    );
    const auto = new AutoFormat(
      [
        ...candidate('json', JSON_BEGINS),
        ...candidate('combined', ADDRESS_BEGINS),
        ...candidate('combined', ACCESS_BEGINS, mayHoldBracketedNumber),
        { format: new AutoFormat(texts, learn), begins: (each) => /\S/.test(each), mayBe: mayBeText },
      ],
      learn,
    );
    return [...this.#named('pattern', container), auto];
  }

  #tell(container: Container, name: FormatName): void {
    if (this.#learnt.has(container)) return;
    this.#learnt.add(container);
    this.#onLearnt?.(container, name);
  }

  #namesFor(container: Container): readonly FormatName[] {
    const label = container.labels[LABEL];
    if (label === undefined) return this.#usual;
    const names = label.split(',').map((name) => name.trim());
    for (const name of names) if (!isFormatName(name)) this.#onUnknown(container, name);
    const known = names.filter(isFormatName);
    return known.length > 0 ? known : this.#usual;
  }
}
