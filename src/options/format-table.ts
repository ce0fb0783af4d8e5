import { COLOURS } from '../parse/colours.ts';
import { FORMAT_NAMES } from '../parse/formats/format-names.ts';
import { JSON_FIELDS, type JsonFields } from '../parse/json/places.ts';
import { MULTILINE } from '../parse/multiline/lines-rules.ts';
import { SCHEMA_NAMES, type Schema } from '../parse/schemas/names.ts';
import { SCHEMAS } from '../parse/schemas/schemas.ts';
import { list, single, toggle } from './option-row.ts';
import { asIs, OptionError, oneOf } from './option-values.ts';
import { parseDefinition } from './patterns.ts';

/** The rows about the fields of lines, a part of `optionTable`. */
export const formatTable = {
  format: list(
    '--format <names>',
    'auto',
    `formats of lines, in the order tried: ${FORMAT_NAMES.join(', ')}; the label logagent.format overrides it`,
    oneOf(FORMAT_NAMES),
  ),
  schema: single(
    '--schema <names>',
    'short',
    "names of the documents' fields: short, those of the Elastic Common Schema (ecs) or those of OpenTelemetry (otel)",
    (text, option) => SCHEMAS[oneOf(SCHEMA_NAMES)(text, option)],
  ),
  colours: single(
    '--colours <what>',
    'strip',
    'codes by which lines are coloured: strip them, strip them and keep the text as it was in event.original (original), or keep them',
    oneOf(COLOURS),
  ),
  multiline: single(
    '--multiline <what>',
    'auto',
    'lines that belong together, as those of a stack trace: one document (auto), or each its own (off); the label logagent.multiline overrides it',
    oneOf(MULTILINE),
  ),
  multilineStart: single(
    '--multiline-start <regexp>',
    '',
    'in place of auto: a line that it fits begins a document, and lines that it does not fit go on with it',
    asIs,
  ),
  multilineContinue: single(
    '--multiline-continue <regexp>',
    '',
    'in place of auto: a line that it fits goes on with the document of the line before it',
    asIs,
  ),
  jsonFields: single(
    '--json-fields <where>',
    'json',
    "where a JSON line's members go: json (an object of that name), container (in it, one for each service or container) or root",
    oneOf(JSON_FIELDS),
  ),
  patternTexts: list(
    '--pattern <regexp>',
    '',
    'regular expression with named groups, or names as in %{IP:ip}, that matches whole lines; may be repeated, in the variable one a line',
    asIs,
    { separator: '\n' },
  ),
  patternDefinitions: list(
    '--pattern-definition <name=regexp>',
    '',
    'another name for patterns, used as %{NAME:field}; may be repeated, in the variable one a line',
    parseDefinition,
    { separator: '\n' },
  ),
  patternNumbers: list(
    '--pattern-numbers <names>',
    '',
    'groups of --pattern whose values are numbers, comma-separated',
    asIs,
  ),
  requestParts: toggle(
    '--request-parts',
    'of an access line the method, path, query and http_version of the request are fields besides the request: yes or no',
  ),
  unmatched: single(
    '--unmatched <what>',
    'ship',
    'what to do with lines that match no format: ship (as message) or drop',
    oneOf(['ship', 'drop']),
  ),
};

/** What the rows of this table say together. Throws OptionError. */
export function checkFields({ schema, jsonFields }: { schema: Schema; jsonFields: JsonFields }): void {
  if (jsonFields !== 'root' || schema.prefix === '') return;
  throw new OptionError(
    `--json-fields root puts the members of JSON lines beside the agent's fields, where --schema ${schema.name} has room for none. Give --json-fields json or container.`,
  );
}
