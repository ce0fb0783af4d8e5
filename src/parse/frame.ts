import type { Source } from '../tail/block.ts';
import type { Attrs, AttrsTail, Scalar } from './attrs.ts';
import { Constant } from './constant.ts';
import { wellFormed } from './document.ts';
import type { Format } from './format.ts';

/** What is the same in every document of one Source, made once. */
export interface Frame {
  readonly source: Source;
  /** From the action line's beginning to the offset in the `_id`, its second part. */
  readonly headBytes: Constant;
  /** From the offset in `log.offset` to the LF of the source line, where the line has no attrs. */
  readonly tailBytes: Buffer;
  /** The same for a line with such attrs. */
  readonly tailWith: (attrs: Attrs | undefined) => string;
  /** Tried on each line, in this order. */
  readonly formats: readonly Format[];
  /** What a document's fields may take beside the length of the escaped text. */
  readonly extraBytes: number;
  attrsTail: AttrsTail | undefined;
  /** Docker's time of the last good line seen, or empty: all that can be said of when a malformed line was written. */
  lastTime: string;
}

/** Which label names become fields. */
export type LabelFilter = (name: string) => boolean;

/** Every document carries labels and attrs: what tools keep in them (whole manifests) must not outgrow the lines. */
const FIELD_CHARACTERS = 1024;
const FIELDS_CHARACTERS = 8 * 1024;

export function makeFrame(
  source: Source,
  hostName: string,
  labels: LabelFilter,
  formats: readonly Format[],
): Frame {
  const { id, name, image, labels: all } = source.container;
  const container = { id, name, image, labels: namedFields(all, labels) };
  const file = `,"file":{"path":${JSON.stringify(source.path)}}},`;
  const tailWith = (attrs: Attrs | undefined): string => {
    const fields = {
      container: { ...container, attrs: attrs && namedFields(attrs, () => true) },
      host: { name: hostName },
    };
    return `${file}${JSON.stringify(fields).slice(1)}\n`;
  };
  return {
    source,
    headBytes: new Constant(`{"create":{"_id":"${source.key}.`),
    tailBytes: Buffer.from(tailWith(undefined)),
    tailWith,
    formats,
    extraBytes: Math.max(0, ...formats.map((format) => format.extraBytes)),
    attrsTail: undefined,
    lastTime: '',
  };
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
