import type { Source } from '../../src/log/block.ts';
import type { Format } from '../../src/parse/formats/format.ts';
import { type Frame, Framer, type LabelFilter } from '../../src/parse/frame.ts';
import { Rests } from '../../src/parse/rests.ts';
import { Routes } from '../../src/parse/routing/routes.ts';
import { OPTIONAL_FIELDS, type Schema } from '../../src/parse/schemas/names.ts';

/** The frame of one Source. */
export function makeFrame(
  source: Source,
  hostName: string,
  labels: LabelFilter,
  formats: readonly Format[],
  schema: Schema,
): Frame {
  const routes = new Routes({ hostName });
  return new Framer({ hostName, labels, schema, routes, optionalFields: OPTIONAL_FIELDS }).frame(
    source,
    formats,
    new Rests(source.notes.rests),
  );
}
