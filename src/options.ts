import { hostname } from 'node:os';
import { nameOf, optionDefinitions } from './option-definitions.ts';
import {
  type Address,
  checkPatternNumbers,
  MIB,
  notEmpty,
  OptionError,
  oneOf,
  parseAddress,
  parseApiKey,
  parseCount,
  parseIndex,
  parsePattern,
  parseSize,
  parseTime,
  parseUrl,
  readCertificates,
} from './option-values.ts';
import { FORMAT_NAMES, type FormatName } from './parse/format-names.ts';
import type { Pattern } from './parse/pattern.ts';

/** Everything that can be chosen, interpreted and checked. Sizes are bytes, durations milliseconds. */
export interface Options {
  readonly containers: readonly string[];
  readonly containersDir: string;
  /** Empty: the embedded store. Credentials may be in the URL; never print these without `hostLabel`. */
  readonly elasticsearch: readonly URL[];
  readonly index: string;
  readonly apiKey: string | undefined;
  /** PEM certificates. */
  readonly ca: string | undefined;
  readonly stateDir: string;
  readonly deadLettersMax: number;
  /** Bytes on disk. */
  readonly holdDeletedMax: number;
  readonly from: 'beginning' | 'end';
  readonly unmatched: 'ship' | 'drop';
  readonly format: readonly FormatName[];
  readonly patterns: readonly Pattern[];
  /** Names of groups of the patterns. */
  readonly patternNumbers: readonly string[];
  readonly labels: readonly string[];
  readonly hostName: string;
  readonly minShippers: number;
  readonly maxShippers: number;
  readonly queueHigh: number;
  readonly compression: 'none' | 'gzip';
  readonly batchBytes: number;
  readonly budget: number;
  readonly maxLine: number;
  readonly partialTimeout: number;
  readonly scanInterval: number;
  readonly shutdownTimeout: number;
  readonly storeListen: Address;
  readonly storeMax: number;
  readonly listen: Address | undefined;
  readonly logLevel: string;
}

/** What the command line gave, by option name; a repeated option is a list. */
export type Given = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Merges flags, environment and defaults (in this order of precedence) and checks them.
 * Throws OptionError with one sentence that names the option, what is wrong and what would be right.
 */
export function resolveOptions(given: Given, env: NodeJS.ProcessEnv): Options {
  // 1. Raw texts with defaults.
  const text = (name: string): string => rawOption(name, given, env);
  const list = (name: string): string[] => splitList(text(name));

  // 2. Checks of the texts, and 3. their interpretation.
  const containers = list('containers');
  if (containers.length === 0) throw new OptionError(noContainers);
  const options: Options = {
    containers,
    containersDir: notEmpty('containers-dir', text('containers-dir')),
    elasticsearch: list('elasticsearch').map(parseUrl),
    index: parseIndex(text('index')),
    apiKey: parseApiKey(text('api-key')),
    ca: text('ca-file') === '' ? undefined : readCertificates(text('ca-file')),
    stateDir: notEmpty('state-dir', text('state-dir')),
    deadLettersMax: parseSize('dead-letters-max', text('dead-letters-max'), MIB, 1024 * 1024 * MIB),
    holdDeletedMax: parseSize('hold-deleted-max', text('hold-deleted-max'), 65_536, 1024 * 1024 * MIB),
    from: oneOf('from', text('from'), ['beginning', 'end']),
    format: list('format').map((name) => oneOf('format', name, FORMAT_NAMES)),
    patterns: patternTexts(given, env).map(parsePattern),
    patternNumbers: list('pattern-numbers'),
    unmatched: oneOf('unmatched', text('unmatched'), ['ship', 'drop']),
    labels: list('labels'),
    hostName: text('host-name') || hostname(),
    minShippers: parseCount('min-shippers', text('min-shippers'), 1, 1024),
    maxShippers: parseCount('max-shippers', text('max-shippers'), 1, 1024),
    queueHigh: parseCount('queue-high', text('queue-high'), 1, 1e9),
    batchBytes: parseSize('batch-bytes', text('batch-bytes'), 4096, 100 * MIB),
    compression: oneOf('compression', text('compression'), ['none', 'gzip']),
    budget: parseSize('budget', text('budget'), 4096, 64 * 1024 * MIB),
    maxLine: parseSize('max-line', text('max-line'), 1024, 64 * MIB),
    partialTimeout: parseTime('partial-timeout', text('partial-timeout')),
    scanInterval: parseTime('scan-interval', text('scan-interval')),
    shutdownTimeout: parseTime('shutdown-timeout', text('shutdown-timeout')),
    storeListen: parseAddress('store-listen', text('store-listen')),
    storeMax: parseSize('store-max', text('store-max'), MIB, 1024 * 1024 * MIB),
    listen: text('listen') === '' ? undefined : parseAddress('listen', text('listen')),
    logLevel: oneOf('log-level', text('log-level'), ['debug', 'info', 'warn', 'error']),
  };

  // 4. Checks between options.
  checkPatternNumbers(options.patterns, options.patternNumbers);
  if (options.minShippers > options.maxShippers) {
    throw new OptionError(
      `--min-shippers (${options.minShippers}) is above --max-shippers (${options.maxShippers}). Lower the one or raise the other.`,
    );
  }
  if (options.budget < 2 * options.batchBytes) {
    throw new OptionError(
      `--budget (${options.budget} bytes) holds fewer than two batches of --batch-bytes (${options.batchBytes}). Give at least twice the batch size.`,
    );
  }
  return options;
}

/** Printed, with exit code 1, when nothing says what to follow. */
const noContainers =
  'You must specify a source container name.\n' +
  'For example: logagent --containers prod1,prod2 (names, ids or globs such as "web-*"), ' +
  'or set SOURCE_CONTAINER or LOGAGENT_CONTAINERS.';

/** The original's name for the one container to follow. */
const ENV_ALIASES: Readonly<Record<string, string>> = { containers: 'SOURCE_CONTAINER' };

/** The text of one option: flag, else variable, else default. */
export function rawOption(name: string, given: Given, env: NodeJS.ProcessEnv): string {
  const flag = given[name];
  if (flag !== undefined) return typeof flag === 'string' ? flag : flag.join(',');
  const definition = optionDefinitions.find((option) => nameOf(option.flags) === name);
  if (definition === undefined) throw new Error(`no option is named ${name}`);
  const alias = ENV_ALIASES[name];
  // An empty variable counts as unset: compose files write `${NAME:-}`.
  return env[definition.env] || (alias && env[alias]) || definition.default;
}

/**
 * Variables that look like options and are none, such as a misspelt one. Kubernetes' own for a service called logagent are
 * left out.
 */
export function unknownVariables(env: NodeJS.ProcessEnv): string[] {
  const known = new Set(optionDefinitions.map((option) => option.env));
  const isUnknown = (name: string): boolean =>
    name.startsWith('LOGAGENT_') && !known.has(name) && !/^LOGAGENT_(SERVICE|PORT)(_|$)/.test(name);
  return Object.keys(env).filter(isUnknown).sort();
}

/** A comma may stand in a pattern, so the flag is repeated, and the variable holds lines. */
function patternTexts(given: Given, env: NodeJS.ProcessEnv): readonly string[] {
  const flag = given.pattern;
  if (Array.isArray(flag)) return flag;
  return rawOption('pattern', given, env)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
