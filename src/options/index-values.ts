import { isIndexName } from '../parse/routing/index-name.ts';
import { IndexPattern, type PatternRules } from '../parse/routing/index-pattern.ts';
import { OptionError } from './option-values.ts';

const NAME_RULES = 'Use lower case, no spaces or \\ / * ? " < > | , # : and no - _ + in front.';

const LIKE_PATTERN = 'Write it like logs-{container.label.app|other}-{@timestamp:yyyy.MM.dd}.';
const LIKE_STREAM = 'Write it like logs-{container.label.app|other}-default.';

/** The name of one index. */
export function parseIndex(name: string, option: string): string {
  if (isIndexName(name)) return name;
  throw new OptionError(
    `--${option}: ${JSON.stringify(name)} is not a name Elasticsearch allows. ${NAME_RULES}`,
  );
}

/** The name of an index, or a pattern with fields. */
export function parseIndexPattern(text: string, option: string): IndexPattern {
  return patternOf(text, option, { dates: true });
}

/** The name of a data stream, or a pattern with fields. */
export function parseDataStream(text: string, option: string): IndexPattern {
  return patternOf(text, option, { dates: false });
}

function patternOf(text: string, option: string, rules: PatternRules): IndexPattern {
  try {
    return new IndexPattern(text, rules);
  } catch (error) {
    const remedy = /[{}]/.test(text) ? (rules.dates ? LIKE_PATTERN : LIKE_STREAM) : NAME_RULES;
    throw new OptionError(`--${option}: ${JSON.stringify(text)} ${(error as Error).message}. ${remedy}`);
  }
}

/** The name of something that is in Elasticsearch already, such as a pipeline. */
export function parseName(text: string, option: string): string {
  if (!/[\s,*?"<>|\\/#\p{Cc}]/u.test(text)) return text;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is not a name. Give the one that it has in Elasticsearch.`,
  );
}
