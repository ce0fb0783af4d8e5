import type { Container } from '../../log/block.ts';
import type { JsonFields } from '../json/places.ts';
import type { Schema } from '../schema.ts';
import { combined } from './combined.ts';
import type { Format } from './format.ts';
import { type FormatName, isFormatName } from './format-names.ts';
import { JsonFormats } from './json.ts';
import { PatternFormat } from './pattern.ts';
import type { Pattern } from './pattern-source.ts';
import { plain } from './plain.ts';

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
  /** A container's label names a format that there is not; the others it names are used. */
  readonly onUnknown: (container: Container, name: string) => void;
  readonly schema: Schema;
}

/** Which formats are tried on a container's lines, in order. */
export class Formats {
  readonly #usual: readonly FormatName[];
  readonly #byName: Readonly<Record<Exclude<FormatName, 'json'>, readonly Format[]>>;
  readonly #json: JsonFormats;
  readonly #onUnknown: FormatsOptions['onUnknown'];

  constructor({ names, patterns, numbers, jsonFields, onUnknown, schema }: FormatsOptions) {
    this.#byName = {
      combined: [combined(schema.access)],
      pattern: patterns.map((pattern) => new PatternFormat(pattern, numbers)),
      plain: [plain(schema.message)],
    };
    this.#json = new JsonFormats(jsonFields, schema);
    this.#usual = names;
    this.#onUnknown = onUnknown;
  }

  of(container: Container): readonly Format[] {
    return this.#namesFor(container).flatMap((name) =>
      name === 'json' ? [this.#json.of(container)] : this.#byName[name],
    );
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
