import { oneOf, type Parser } from './option-values.ts';

/** Everything there is to know about one option: command line, environment, help and README all read it here. */
export interface OptionRow<T = unknown> {
  /** `max-line`, of the flag `--max-line`. */
  readonly name: string;
  /** `--max-line <size>`, or by itself `--request-parts`. */
  readonly flags: string;
  /** Its environment variable. */
  readonly env: string;
  /** A second variable, read when `env` is unset. */
  readonly alias: string | undefined;
  /** As a person would type it; empty when there is none. */
  readonly default: string;
  readonly help: string;
  /** Separates the values of a list in one text; undefined for an option that takes a single value. */
  readonly separator: Separator | undefined;
  /** Turns the texts (exactly one unless it is a list) into the value. Throws OptionError. */
  readonly parse: (texts: readonly string[]) => T;
}

/** Values that may hold commas are separated by newlines, and only in a variable: as flags they are repeated. */
type Separator = ',' | '\n';

/** An option that takes a single value. */
export function single<T>(flags: string, fallback: string, help: string, parse: Parser<T>): OptionRow<T> {
  const names = namesOf(flags);
  return {
    ...names,
    alias: undefined,
    default: fallback,
    help,
    separator: undefined,
    parse: ([text = '']) => parse(text, names.name),
  };
}

/** What stands for an option without a value, on the command line by itself. */
export const GIVEN = 'yes';

/** An option that is given or not; its variable says `yes` or `no`. */
export function toggle(flags: string, help: string): OptionRow<boolean> {
  const parse = oneOf([GIVEN, 'no']);
  return single(flags, 'no', help, (text, option) => parse(text, option) === GIVEN);
}

/** An option that takes any number of values and may be repeated. */
export function list<T>(
  flags: string,
  fallback: string,
  help: string,
  parse: Parser<T>,
  { separator = ',', alias, none }: ListSettings = {},
): OptionRow<readonly T[]> {
  const names = namesOf(flags);
  return {
    ...names,
    alias,
    default: fallback,
    help,
    separator,
    parse: (texts) => {
      if (texts.length === 0) none?.();
      return texts.map((text) => parse(text, names.name));
    },
  };
}

interface ListSettings {
  readonly separator?: Separator;
  readonly alias?: string;
  /** Throws when the list must not be empty. */
  readonly none?: () => never;
}

function namesOf(flags: string): { name: string; flags: string; env: string } {
  const [flag = ''] = flags.split(' ');
  const name = flag.slice(2);
  return { name, flags, env: `LOGAGENT_${name.replaceAll('-', '_').toUpperCase()}` };
}
