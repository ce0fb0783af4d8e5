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
  define('--budget <size>', '12mib', 'bulk bodies held in memory; reading pauses beyond it'),
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
