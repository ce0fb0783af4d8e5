import picomatch from 'picomatch';
import type { Container } from '../log/block.ts';
import type { Options } from '../options/options.ts';
import { DocumentFilter, type FilterEvents } from '../parse/filters/document-filter.ts';
import type { LabelFilter } from '../parse/frame.ts';
import { Parser } from '../parse/parser.ts';
import type { ShipperPool } from '../ship/pool/pool.ts';
import type { Envelope } from '../source/envelope.ts';
import type { State } from '../state/state.ts';
import { routesBy } from './routes.ts';

/** Each as in `PipelineOptions`. */
interface Wishes {
  readonly options: Options;
  readonly state: State;
  readonly onUnknownFormat?: (container: Container, name: string) => void;
  readonly onFormat?: (container: Container, name: string) => void;
  readonly onBadMultiline?: (container: Container, why: string) => void;
  readonly onBadIndex?: (container: Container, why: string) => void;
  readonly filterEvents?: FilterEvents;
}

interface Surroundings {
  readonly envelope: Envelope;
  /** What unfinished events may take of the budget. */
  readonly maxHeldBytes: number;
  /** Not asked for before there is a line. */
  readonly pool: () => ShipperPool;
}

/** The parser that the options describe. */
export function parserFor(wishes: Wishes, { envelope, maxHeldBytes, pool }: Surroundings): Parser {
  const { options, state, onUnknownFormat, onFormat, onBadMultiline, onBadIndex } = wishes;
  const { filterEvents: events } = wishes;
  return new Parser({
    hostName: options.hostName,
    routes: routesBy(options, onBadIndex, pool),
    envelope,
    schema: options.schema,
    maxEventBytes: options.maxLine,
    // One text alone may be as long as any.
    maxHeldBytes: Math.max(maxHeldBytes, options.maxLine),
    labels: labelFilter(options.labels),
    optionalFields: options.optionalFields,
    formats: options.format,
    jsonFields: options.jsonFields,
    requestParts: options.requestParts,
    patterns: options.patterns,
    numbers: options.patternNumbers,
    notes: state,
    isLetter: (id) => state.deadLetters.get(id) !== undefined,
    colours: options.colours,
    multiline: options.lines,
    definitions: options.definitions,
    ...(onUnknownFormat && { onUnknownFormat }),
    ...(onFormat && { onFormat }),
    ...(onBadMultiline && { onBadMultiline }),
    ...(options.filter && { filter: new DocumentFilter({ ...options.filter, events }) }),
  });
}

/** Globs of names, and behind an exclamation mark of those that are left out all the same. A label's name is one word to its glob, slashes and leading dots included. */
function labelFilter(globs: readonly string[]): LabelFilter {
  const any = (list: readonly string[]) => picomatch([...list], { bash: true, dot: true, posix: true });
  const wanted = any(globs.filter((glob) => !glob.startsWith('!')));
  const unwanted = any(globs.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1)));
  return (name) => wanted(name) && !unwanted(name);
}
