import { hostname } from 'node:os';
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

/** One option as the command line, the environment and the README show it. */
export interface OptionDefinition {
  /** `--name <value>`. */
  readonly flags: string;
  readonly env: string;
  /** As a person would type it; empty when there is none. */
  readonly default: string;
  readonly help: string;
}

const define = (flags: string, fallback: string, help: string): OptionDefinition => ({
  flags,
  env: `LOGAGENT_${nameOf(flags).replaceAll('-', '_').toUpperCase()}`,
  default: fallback,
  help,
});

/** In the order in which help and README list them. */
export const optionDefinitions: readonly OptionDefinition[] = [
  define(
    '--containers <names>',
    '',
    'containers to follow: names, ids, id prefixes or globs, comma-separated',
  ),
  define('--containers-dir <dir>', '/var/lib/docker/containers', "Docker's folder of containers"),
  define('--elasticsearch <urls>', '', 'Elasticsearch hosts, comma-separated; none: the embedded store'),
  define('--index <name>', 'logs', 'index that receives the documents'),
  define('--api-key <key>', '', 'Elasticsearch API key, base64; better given by the environment'),
  define('--ca-file <file>', '', 'PEM certificates that https hosts are checked against'),
  define('--state-dir <dir>', '/var/lib/logagent', 'folder of offsets, dead letters and the embedded store'),
  define(
    '--dead-letters-max <size>',
    '256mib',
    'size of the dead letters; when they are full, shipping waits until some are replayed or purged',
  ),
  define(
    '--hold-deleted-max <size>',
    '1gib',
    'disk space that deleted log files may occupy while they are not shipped; beyond it the oldest is given up',
  ),
  define(
    '--from <where>',
    'beginning',
    'where a container seen for the first time is read from: beginning or end',
  ),
  define(
    '--format <names>',
    'pattern,combined',
    'what lines are, in the order tried: combined, json, pattern, plain; the label logagent.format overrides it',
  ),
  define(
    '--pattern <regexp>',
    '',
    'regular expression with named groups for whole lines; may be repeated, in the variable one a line',
  ),
  define('--pattern-numbers <names>', '', 'groups of --pattern that are numbers, comma-separated'),
  define('--unmatched <what>', 'ship', 'lines of none of the formats: ship (as message) or drop'),
  define('--labels <globs>', '*', 'container labels that documents carry: globs, comma-separated, or none'),
  define('--host-name <name>', '', "host.name of the documents; default: this machine's name"),
  define('--min-shippers <n>', '1', 'fewest concurrent bulk requests the pool keeps'),
  define('--max-shippers <n>', '32', 'most concurrent bulk requests'),
  define('--queue-high <n>', '100', 'documents waiting above which, while growing, a shipper is added'),
  define('--batch-bytes <size>', '1mib', 'size of a bulk body'),
  define('--compression <how>', 'none', 'of bulk bodies: none, or gzip, level 1'),
  define('--budget <size>', '16mib', 'bulk bodies held in memory; reading pauses beyond it'),
  define('--max-line <size>', '1mib', 'longest line; a longer one is cut into marked pieces'),
  define('--partial-timeout <time>', '5s', 'after which the last words without a newline are a line'),
  define('--scan-interval <time>', '30s', 'time between complete scans of the folder, beside its events'),
  define('--shutdown-timeout <time>', '10s', 'how long a stop waits for requests in flight'),
  define('--store-listen <address>', '127.0.0.1:9280', 'address of the embedded store; port 0: any free one'),
  define('--store-max <size>', '1gib', 'size of the embedded store; beyond it the oldest documents go'),
  define('--listen <address>', '', 'address that answers /healthz, /readyz and /metrics; none: not served'),
  define('--log-level <level>', 'info', 'debug, info, warn or error'),
];

/** `--max-line <size>` → `max-line`. */
export function nameOf(flags: string): string {
  return flags.slice(2, flags.indexOf(' '));
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
