import { belongTogether } from '../access/certificates.ts';
import { type Proxies, proxiesBy } from '../access/proxies.ts';
import type { DocumentFilterOptions } from '../parse/filters/document-filter.ts';
import type { Definitions } from '../parse/formats/grok/expand.ts';
import type { Pattern } from '../parse/formats/pattern-source.ts';
import type { LinesChoice } from '../parse/multiline/lines-rules.ts';
import { splitAtCommas } from './brackets.ts';
import { type Destination, destinationOf } from './destination.ts';
import { filterOf, schemaOf } from './filters/filters.ts';
import { checkFields } from './format-table.ts';
import type { OptionRow } from './option-row.ts';
import { type OptionKey, optionRows, optionTable } from './option-table.ts';
import { OptionError } from './option-values.ts';
import { definitionsOf, linesOf, patternsOf } from './patterns.ts';

/** All options, interpreted and checked. Sizes are bytes, durations milliseconds. */
export type Options = {
  readonly [Key in OptionKey]: ReturnType<(typeof optionTable)[Key]['parse']>;
} & {
  /** By the variables that other programs read too; undefined when none is set. */
  readonly proxies: Proxies | undefined;
  readonly destination: Destination;
  /** What names in patterns stand for. */
  readonly definitions: Definitions;
  readonly patterns: readonly Pattern[];
  /** What documents lack beside what lines say, and which there are; undefined: all ship as they are. */
  readonly filter: DocumentFilterOptions | undefined;
  /** Which lines belong together, by all options that speak of it. */
  readonly lines: LinesChoice;
};

/** The values from the command line, by the option's name; a repeated option is a list. */
export type Given = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Merges flags, environment and defaults (in this order of precedence), interprets them and checks them.
 * Throws OptionError with one sentence that names the option, the mistake and the remedy.
 */
export function resolveOptions(given: Given, env: NodeJS.ProcessEnv): Options {
  const values = Object.entries(optionTable).map(([key, row]) => [key, row.parse(textsOf(row, given, env))]);
  const fromTable = Object.fromEntries(values) as Pick<Options, OptionKey>;
  // Patterns may not name what is added to all documents.
  const tabled = { ...fromTable, schema: schemaOf(fromTable) };
  const definitions = definitionsOf(tabled.patternDefinitions);
  const options: Options = {
    ...tabled,
    proxies: proxiesBy(env),
    destination: destinationOf(tabled),
    definitions,
    patterns: patternsOf(tabled, definitions),
    filter: filterOf(tabled),
    lines: linesOf(tabled, definitions),
  };
  for (const check of checks) check(options);
  const { cloudId, proxies } = options;
  const elasticsearch = cloudId === undefined ? options.elasticsearch : [cloudId];
  try {
    for (const url of elasticsearch) proxies?.for(url);
  } catch (error) {
    throw new OptionError((error as Error).message);
  }
  return { ...options, elasticsearch };
}

/** One option by itself, for commands that need no others. Throws OptionError. */
export function resolveOption<Key extends OptionKey>(
  key: Key,
  given: Given,
  env: NodeJS.ProcessEnv,
): Options[Key] {
  const row: OptionRow = optionTable[key];
  return row.parse(textsOf(row, given, env)) as Options[Key];
}

/**
 * Variables that look like options but are none, such as misspelt ones. Kubernetes sets `LOGAGENT_SERVICE_…` and `LOGAGENT_PORT_…`
 * itself for a service named logagent, so these are left out.
 */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set(optionRows.map((row) => row.env));
  const isUnknown = (name: string): boolean =>
    name.startsWith('LOGAGENT_') && !known.has(name) && !/^LOGAGENT_(SERVICE|PORT)(_|$)/.test(name);
  return Object.keys(env).filter(isUnknown).sort();
}

/** The texts of one option: several for a list, else exactly one. */
function textsOf(row: OptionRow, given: Given, env: NodeJS.ProcessEnv): readonly string[] {
  const flag = given[row.name];
  // A value that may hold commas may hold a newline too, so a flag's value is taken whole.
  if (flag !== undefined && row.separator === '\n') return [flag].flat();
  const text = flag === undefined ? variableOf(row, env) : [flag].flat().join(',');
  if (row.separator === undefined) return [text];
  const parts = row.separator === ',' ? splitAtCommas(text) : text.split(row.separator);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** An empty variable counts as unset, because compose files write `${NAME:-}`. */
function variableOf({ env: name, alias, default: fallback }: OptionRow, env: NodeJS.ProcessEnv): string {
  return env[name] || (alias && env[alias]) || fallback;
}

/** The rules that concern more than one option. The first that is broken is reported. */
const checks: readonly ((options: Options) => void)[] = [
  ({ apiKey, apiKeyFile, bearerTokenFile, user, passwordFile, elasticsearch }) => {
    if ((user === '') !== (passwordFile === undefined))
      throw new OptionError('--user and --password-file belong together. Give both or neither.');
    const given = [
      ...(apiKey === undefined ? [] : ['--api-key']),
      ...(apiKeyFile === undefined ? [] : ['--api-key-file']),
      ...(bearerTokenFile === undefined ? [] : ['--bearer-token-file']),
      ...(passwordFile === undefined ? [] : ['--password-file']),
    ];
    if (given.length > 1)
      throw new OptionError(`${given.join(' and ')} are different credentials. Give one of them.`);
    if (passwordFile !== undefined && elasticsearch.some(({ username, password }) => username || password))
      throw new OptionError(
        '--password-file and an address of --elasticsearch both give a password. Take it out of the address.',
      );
  },
  ({ cloudId, elasticsearch }) => {
    if (cloudId === undefined || elasticsearch.length === 0) return;
    throw new OptionError('--cloud-id and --elasticsearch both say where documents go. Give one of them.');
  },
  ({ ca, caFingerprint, certificate, key }) => {
    if (ca !== undefined && caFingerprint !== undefined)
      throw new OptionError('--ca-file and --ca-fingerprint both say whom to trust. Give one of them.');
    if ((certificate === undefined) !== (key === undefined))
      throw new OptionError('--cert-file and --key-file belong together. Give both or neither.');
    if (certificate !== undefined && key !== undefined && !belongTogether(certificate.value, key.value))
      throw new OptionError(
        '--key-file is not the key of the first certificate in --cert-file. Give a pair.',
      );
  },
  ({ index, dataStream, pipeline, elasticsearch, cloudId }) => {
    if (dataStream !== undefined && index.text !== optionTable.index.default)
      throw new OptionError('--index and --data-stream both say where documents go. Give one of them.');
    if (pipeline !== undefined && elasticsearch.length === 0 && cloudId === undefined)
      throw new OptionError(
        '--pipeline is of Elasticsearch, and the embedded store has none. Give --elasticsearch, or leave it out.',
      );
  },
  checkFields,
  ({ minShippers, maxShippers }) => {
    if (minShippers <= maxShippers) return;
    throw new OptionError(
      `--min-shippers (${minShippers}) is above --max-shippers (${maxShippers}). Lower the one or raise the other.`,
    );
  },
  ({ budget, batchBytes }) => {
    if (budget >= 2 * batchBytes) return;
    throw new OptionError(
      `--budget (${budget} bytes) holds fewer than two batches of --batch-bytes (${batchBytes}). Give at least twice the batch size.`,
    );
  },
];
