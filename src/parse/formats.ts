import type { Container } from '../tail/block.ts';
import { combined } from './combined-format.ts';
import { json } from './escaped-json.ts';
import type { Format } from './format.ts';
import { type FormatName, isFormatName } from './format-names.ts';
import type { Pattern } from './pattern.ts';
import { PatternFormat } from './pattern-format.ts';
import { plain } from './plain.ts';

/** The label by which a container chooses its own formats. */
const LABEL = 'logagent.format';

export interface FormatsOptions {
  /** Of containers without the label; in the order in which they are tried. */
  readonly names: readonly FormatName[];
  readonly patterns: readonly Pattern[];
  /** Groups of patterns that become numbers. */
  readonly numbers: readonly string[];
  /** A container's label names a format that there is not; the others it names are used. */
  readonly onUnknown: (container: Container, name: string) => void;
}

/** Which formats are tried on a container's lines, in order. */
export class Formats {
  readonly #usual: readonly Format[];
  readonly #byName: Readonly<Record<FormatName, readonly Format[]>>;
  readonly #onUnknown: FormatsOptions['onUnknown'];

  constructor({ names, patterns, numbers, onUnknown }: FormatsOptions) {
    this.#byName = {
      combined: [combined()],
      json: [json()],
      pattern: patterns.map((pattern) => new PatternFormat(pattern, numbers)),
      plain: [plain],
    };
    this.#usual = this.#named(names);
    this.#onUnknown = onUnknown;
  }

  of(container: Container): readonly Format[] {
    const label = container.labels[LABEL];
    if (label === undefined) return this.#usual;
    const names = label.split(',').map((name) => name.trim());
    for (const name of names) if (!isFormatName(name)) this.#onUnknown(container, name);
    const known = names.filter(isFormatName);
    return known.length > 0 ? this.#named(known) : this.#usual;
  }

  #named(names: readonly FormatName[]): readonly Format[] {
    return names.flatMap((name) => this.#byName[name]);
  }
}
