import { OPTIONAL_FIELDS } from '../parse/schemas/names.ts';
import { accessTable } from './access-table.ts';
import { destinationTable } from './destination-table.ts';
import { filterTable } from './filters/filter-table.ts';
import { formatTable } from './format-table.ts';
import { list, type OptionRow, single } from './option-row.ts';
import {
  asIs,
  countBetween,
  folder,
  GIB,
  MIB,
  nameOfHost,
  oneOf,
  optional,
  parseAddress,
  parseHost,
  parseTime,
  parseUrl,
  pauseUpTo,
  sizeBetween,
} from './option-values.ts';
import { sourceTable } from './source-table.ts';

/**
 * All options, one row each, in the order in which help and README list them and mistakes are reported. The key is the name in
 * `Options`, whose type follows from the parsers. To add an option, add a row.
 */
export const optionTable = {
  ...sourceTable,
  /** Empty: the embedded store. The URLs may hold credentials: print them through `hostLabel` only. */
  elasticsearch: list(
    '--elasticsearch <urls>',
    '',
    'Elasticsearch hosts, comma-separated; none: the embedded store',
    parseUrl,
  ),
  ...destinationTable,
  ...accessTable,
  stateDir: single(
    '--state-dir <dir>',
    '/var/lib/logagent',
    'folder of offsets, dead letters and the embedded store',
    folder,
  ),
  onRefused: single(
    '--on-refused <what>',
    'simplify',
    'a document that is refused for its fields goes again with its text only (simplify), or is a dead letter at once (dead-letter)',
    oneOf(['simplify', 'dead-letter']),
  ),
  deadLettersMax: single(
    '--dead-letters-max <size>',
    '256mib',
    'most disk space for dead letters; --dead-letters-full says what happens then',
    sizeBetween(MIB, 1024 * GIB),
  ),
  deadLettersFull: single(
    '--dead-letters-full <what>',
    'stop',
    'containers wait until some of their dead letters are replayed or purged (stop), or the oldest make room (drop-oldest)',
    oneOf(['stop', 'drop-oldest']),
  ),
  /** Bytes on disk. */
  holdDeletedMax: single(
    '--hold-deleted-max <size>',
    '1gib',
    'most disk space for deleted log files that are not shipped yet; beyond it the oldest is given up',
    sizeBetween(65_536, 1024 * GIB),
  ),
  from: single(
    '--from <where>',
    'beginning',
    'where a container seen for the first time is read from: beginning or end',
    oneOf(['beginning', 'end']),
  ),
  ...formatTable,
  ...filterTable,
  labels: list(
    '--labels <globs>',
    '*,!com.docker.compose.[!ps]*,!com.docker.compose.project.*,!org.opencontainers.image.*,!desktop.docker.io/*',
    'container labels that documents carry: globs, comma-separated, behind an exclamation mark those that they do not; or none',
    asIs,
  ),
  optionalFields: list(
    '--optional-fields <names>',
    '',
    `fields that documents carry besides, comma-separated: ${OPTIONAL_FIELDS.join(', ')}`,
    oneOf(OPTIONAL_FIELDS),
  ),
  hostName: single(
    '--host-name <name>',
    '',
    "host.name of the documents; default: this machine's name, or in a container what /host/etc/hostname says",
    nameOfHost,
  ),
  minShippers: single(
    '--min-shippers <n>',
    '1',
    'fewest concurrent bulk requests the pool keeps',
    countBetween(1, 1024),
  ),
  maxShippers: single('--max-shippers <n>', '32', 'most concurrent bulk requests', countBetween(1, 1024)),
  queueHigh: single(
    '--queue-high <n>',
    '100',
    'number of waiting documents above which a shipper is added while it grows',
    countBetween(1, 1e9),
  ),
  batchBytes: single('--batch-bytes <size>', '1mib', 'size of a bulk body', sizeBetween(4096, 100 * MIB)),
  compression: single(
    '--compression <how>',
    'none',
    'compression of bulk bodies: none or gzip (level 1)',
    oneOf(['none', 'gzip']),
  ),
  budget: single(
    '--budget <size>',
    '12mib',
    'most memory for bulk bodies and unfinished lines; reading pauses beyond it',
    sizeBetween(4096, 64 * GIB),
  ),
  maxLine: single(
    '--max-line <size>',
    '1mib',
    'longest line; a longer one is cut into marked pieces',
    sizeBetween(1024, 64 * MIB),
  ),
  linger: single(
    '--linger <time>',
    '200ms',
    'how long lines of a stream wait for company before they are read and shipped; a line after quiet never waits; 0: none does',
    pauseUpTo(5000),
  ),
  partialTimeout: single(
    '--partial-timeout <time>',
    '5s',
    'time after which last words without a newline are shipped as a line',
    parseTime,
  ),
  scanInterval: single(
    '--scan-interval <time>',
    '30s',
    'time between complete scans of the containers folder; events tell of changes in between',
    parseTime,
  ),
  shutdownTimeout: single(
    '--shutdown-timeout <time>',
    '10s',
    'how long a stop waits for requests in flight',
    parseTime,
  ),
  storeListen: single(
    '--store-listen <address>',
    '127.0.0.1:9280',
    'address of the embedded store; port 0: any free one',
    parseAddress,
  ),
  storeMax: single(
    '--store-max <size>',
    '1gib',
    'most disk space for the embedded store; beyond it the oldest documents are dropped',
    sizeBetween(MIB, 1024 * GIB),
  ),
  listen: single(
    '--listen <address>',
    '',
    'address that answers /healthz, /readyz and /metrics; none: not served',
    optional(parseAddress),
  ),
  listenHost: list(
    '--listen-host <names>',
    '',
    'names or addresses under which others ask --listen and --store-listen, comma-separated; its own always count',
    parseHost,
  ),
  logLevel: single(
    '--log-level <level>',
    'info',
    'least severe messages in the log: debug, info, warn or error',
    oneOf(['debug', 'info', 'warn', 'error']),
  ),
};

export type OptionKey = keyof typeof optionTable;

export const optionRows: readonly OptionRow[] = Object.values(optionTable);
