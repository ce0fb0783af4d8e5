import type { Definitions } from '../parse/formats/grok/expand.ts';
import { NAMES } from '../parse/formats/grok/names.ts';
import { PatternError } from '../parse/formats/grok/pattern-error.ts';
import { checkDefinition, Pattern } from '../parse/formats/pattern-source.ts';
import { LinePattern } from '../parse/multiline/custom-lines.ts';
import type { LinesChoice, Multiline } from '../parse/multiline/lines-rules.ts';
import type { Schema } from '../parse/schemas/names.ts';
import { OptionError } from './option-values.ts';

/** A name that stands for a regular expression in patterns. */
export interface Definition {
  readonly name: string;
  readonly regexp: string;
}

export interface PatternOptions {
  readonly patternTexts: readonly string[];
  readonly patternNumbers: readonly string[];
  readonly schema: Schema;
}

export interface LinesOptions {
  readonly multiline: Multiline;
  readonly multilineStart: string;
  readonly multilineContinue: string;
}

/** `NAME=REGEXP`. */
export function parseDefinition(text: string, option: string): Definition {
  const [, name, regexp] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if (name !== undefined && regexp !== undefined) return { name, regexp };
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is no definition. Write it like ORDER=[A-Z]{2}\\d+, and use it as %{ORDER:order}.`,
  );
}

/** What names in patterns stand for. Throws OptionError. */
export function definitionsOf(patternDefinitions: readonly Definition[]): Definitions {
  const definitions = new Map(NAMES);
  for (const { name, regexp } of patternDefinitions) definitions.set(name, regexp);
  for (const { name, regexp } of patternDefinitions) {
    told(`--pattern-definition: ${JSON.stringify(`${name}=${regexp}`)}`, () =>
      // Within its name, so that one which is made of itself is found.
      checkDefinition(`%{${name}}`, definitions),
    );
  }
  return definitions;
}

/** The patterns of which the options speak in several words. Throws OptionError. */
export function patternsOf(
  { patternTexts, patternNumbers, schema }: PatternOptions,
  definitions: Definitions,
): Pattern[] {
  const patterns = patternTexts.map((text) => patternOf(text, definitions, schema));
  const names = patterns.flatMap((pattern) => pattern.names);
  const unknown = patternNumbers.find((name) => !names.includes(name));
  if (unknown === undefined) return patterns;
  throw new OptionError(
    `--pattern-numbers: no --pattern has a group named ${JSON.stringify(unknown)}. Name groups of a pattern.`,
  );
}

function patternOf(text: string, definitions: Definitions, schema: Schema): Pattern {
  return told(`--pattern: ${JSON.stringify(text)}`, () => new Pattern(text, definitions, schema));
}

/** Which lines belong together. Patterns take the place of `auto`. Throws OptionError. */
export function linesOf(options: LinesOptions, definitions: Definitions): LinesChoice {
  const { multiline, multilineStart, multilineContinue } = options;
  const start = linePatternOf('multiline-start', multilineStart, definitions);
  const goesOn = linePatternOf('multiline-continue', multilineContinue, definitions);
  if (start === undefined && goesOn === undefined) return multiline;
  if (multiline !== 'off') return { start, goesOn };
  const given = start === undefined ? '--multiline-continue' : '--multiline-start';
  throw new OptionError(
    `--multiline off makes each line a document of its own, and ${given} puts lines together. Give one of them.`,
  );
}

function linePatternOf(option: string, text: string, definitions: Definitions): LinePattern | undefined {
  if (text === '') return undefined;
  return told(`--${option}: ${JSON.stringify(text)}`, () => new LinePattern(text, definitions));
}

function told<T>(option: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const { message } = error;
    throw new OptionError(`${option} ${message}${message.endsWith('?') ? '' : '.'}`);
  }
}
