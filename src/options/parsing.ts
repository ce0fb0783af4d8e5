import { filterOf, schemaOf } from './filters/filters.ts';
import { checkFields } from './format-table.ts';
import { type Given, type Options, resolveOption } from './options.ts';
import { definitionsOf, linesOf, patternsOf } from './patterns.ts';

/** The options that decide which fields a line has. */
export type ParsingOptions = Pick<
  Options,
  | 'format'
  | 'schema'
  | 'colours'
  | 'jsonFields'
  | 'patterns'
  | 'patternNumbers'
  | 'requestParts'
  | 'filter'
  | 'lines'
  | 'maxLine'
>;

/** Those alone, for a command that ships nothing: a mistake in others is no reason to refuse. Throws OptionError. */
export function resolveParsing(given: Given, env: NodeJS.ProcessEnv): ParsingOptions {
  const patternNumbers = resolveOption('patternNumbers', given, env);
  const definitions = definitionsOf(resolveOption('patternDefinitions', given, env));
  const add = resolveOption('add', given, env);
  const schema = schemaOf({ schema: resolveOption('schema', given, env), add });
  const jsonFields = resolveOption('jsonFields', given, env);
  checkFields({ schema, jsonFields });
  return {
    schema,
    format: resolveOption('format', given, env),
    colours: resolveOption('colours', given, env),
    jsonFields,
    requestParts: resolveOption('requestParts', given, env),
    filter: filterOf({
      schema,
      unmatched: resolveOption('unmatched', given, env),
      includeLines: resolveOption('includeLines', given, env),
      excludeLines: resolveOption('excludeLines', given, env),
      // Lines have no place in a log here, by which one of many is chosen.
      sample: 1,
      drop: resolveOption('drop', given, env),
      redact: resolveOption('redact', given, env),
      redactFields: resolveOption('redactFields', given, env),
      redactPattern: resolveOption('redactPattern', given, env),
      redactWith: resolveOption('redactWith', given, env),
      redactKey: resolveOption('redactKey', given, env),
    }),
    maxLine: resolveOption('maxLine', given, env),
    patternNumbers,
    patterns: patternsOf(
      { patternTexts: resolveOption('patternTexts', given, env), patternNumbers, schema },
      definitions,
    ),
    lines: linesOf(
      {
        multiline: resolveOption('multiline', given, env),
        multilineStart: resolveOption('multilineStart', given, env),
        multilineContinue: resolveOption('multilineContinue', given, env),
      },
      definitions,
    ),
  };
}
