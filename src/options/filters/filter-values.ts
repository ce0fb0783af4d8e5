import { LinearRegexp } from '../../parse/formats/grok/linear-regexp.ts';
import { PatternError } from '../../parse/formats/grok/pattern-error.ts';
import { OptionError } from '../option-values.ts';

/** A field for all documents, as it was given. */
export interface Added {
  readonly name: string;
  readonly value: string;
}

/** No name may make Elasticsearch's or ours of it, or be empty between its dots. */
const NAME = /^[^\s.,"\\_@*=][^\s.,"\\*=]*(?:\.[^\s.,"\\*=]+)*$/u;
const LONGEST = 256;
/** Longer values than this would outgrow the lines. */
const LONGEST_VALUE = 1024;

/** A regular expression that is looked for in texts, in linear time. */
export function parseRegexp(text: string, option: string): LinearRegexp {
  try {
    return LinearRegexp.within(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new OptionError(`--${option}: ${JSON.stringify(text)} ${error.message}.`);
  }
}

/** `FIELD=VALUE`. */
export function parseAdded(text: string, option: string): Added {
  const end = text.indexOf('=');
  const [name, value] = [text.slice(0, end), text.slice(end + 1)];
  if (end > 0 && value !== '' && value.length <= LONGEST_VALUE && isName(name)) return { name, value };
  throw new OptionError(
    `--${option}: ${JSON.stringify(text.slice(0, LONGEST))} is no field and value. Write it like env=prod or service.name=shop.`,
  );
}

/** The name of a field, with dots. */
export function parseDropped(text: string, option: string): string {
  if (text === '@timestamp')
    throw new OptionError(
      `--${option}: every document needs its @timestamp: data streams take none without it. Name other fields.`,
    );
  return text;
}

function isName(name: string): boolean {
  return name.length <= LONGEST && NAME.test(name);
}
