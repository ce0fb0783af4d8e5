import { performance } from 'node:perf_hooks';
import type { CountsByContainer } from '../counts-by-container.ts';
import type { Measures } from '../measures.ts';

/** One metric as /metrics and docs/metrics.md show it. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  /** Names of its labels; none when it has one value only. */
  readonly labels?: readonly string[];
  /** Its value in the unit that the name ends with, or those of all labels. */
  readonly read: (measures: Measures) => number | readonly Sample[];
}

/** A value of a metric with labels. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Read = MetricDefinition['read'];
const counter = (name: string, help: string, read: Read): MetricDefinition => ({
  ...{ name, type: 'counter', help, read },
});
const gauge = (name: string, help: string, read: Read): MetricDefinition => ({
  ...{ name, type: 'gauge', help, read },
});

/** In the order in which page and documentation list them. */
export const metricDefinitions: readonly MetricDefinition[] = [
  // Shipped documents.
  counter(
    'logagent_documents_shipped_total',
    'Documents that Elasticsearch has acknowledged, those already there included',
    ({ snapshot }) => snapshot.shipped,
  ),
  counter(
    'logagent_documents_duplicate_total',
    'Acknowledged documents that an earlier try had already brought there',
    ({ counters }) => counters.duplicates,
  ),
  counter(
    'logagent_documents_retried_total',
    'Documents that had to be sent again, counted each time',
    ({ snapshot }) => snapshot.retried,
  ),
  {
    ...{ name: 'logagent_documents_simplified_total', type: 'counter', labels: ['container', 'reason'] },
    help: 'Documents that were refused for their fields and sent again with their text only; the reason is the type of error',
    read: ({ counters }) => samplesOf(counters.simplified, 'reason'),
  },
  {
    ...{ name: 'logagent_events_left_out_total', type: 'counter', labels: ['container', 'reason'] },
    help: 'Events that were not shipped by choice; the reason is the option: unmatched, include-lines, exclude-lines or sample',
    read: ({ counters }) => samplesOf(counters.leftOut, 'reason'),
  },
  {
    ...{ name: 'logagent_secrets_redacted_total', type: 'counter', labels: ['container', 'kind'] },
    help: 'Secrets that were replaced in documents: cards, emails, ips, tokens, patterns (--redact-pattern) or fields (--redact-fields)',
    read: ({ counters }) => samplesOf(counters.redacted, 'kind'),
  },
  counter(
    'logagent_documents_refused_total',
    'Documents that Elasticsearch refused for good, kept as dead letters',
    ({ snapshot }) => snapshot.refused,
  ),
  counter(
    'logagent_documents_failure_stored_total',
    'Acknowledged documents that Elasticsearch put into the failure store of their data stream',
    ({ counters }) => counters.failureStored,
  ),
  counter(
    'logagent_shipped_bytes_total',
    'Bytes of acknowledged request bodies',
    ({ counters }) => counters.bytes,
  ),

  // Delays and their causes.
  gauge('logagent_ready', '1 while documents can be delivered, else 0', ({ snapshot }) =>
    Number(snapshot.ready),
  ),
  gauge(
    'logagent_queue_documents',
    'Documents in memory that have not been acknowledged',
    ({ snapshot }) => snapshot.queue,
  ),
  gauge(
    'logagent_shippers',
    'Bulk requests that may be under way at the same time',
    ({ snapshot }) => snapshot.shippers,
  ),
  gauge(
    'logagent_hosts_down',
    'Elasticsearch hosts that take no requests at the moment',
    ({ counters }) => counters.hostsDown,
  ),
  {
    ...{ name: 'logagent_hosts', type: 'gauge', labels: ['server', 'version'] },
    help: 'Elasticsearch hosts by the server and version that they say they are',
    read: ({ counters }) => hostsByServer([...counters.servers.values()]),
  },
  gauge(
    'logagent_lag_bytes',
    'Bytes of log on disk that have not been acknowledged, read or not',
    ({ snapshot }) => snapshot.lagBytes,
  ),
  gauge(
    'logagent_delay_seconds',
    "Time from a line's printing to its acknowledgement, of the last batch, or to now of one that waits longer",
    ({ snapshot }) => snapshot.delayMs / 1000,
  ),
  gauge(
    'logagent_budget_used_bytes',
    'Bulk bodies and unfinished lines in memory; reading pauses at the limit',
    ({ budget }) => budget.usedBytes,
  ),
  gauge('logagent_budget_limit_bytes', 'The value of --budget', ({ budget }) => budget.limitBytes),

  // Followed containers and open files.
  gauge('logagent_containers', 'Containers that are followed', ({ tail }) => tail.followedContainers),
  gauge('logagent_log_files_open', 'Log files that are held open', ({ tail }) => tail.heldDescriptors),
  gauge(
    'logagent_descriptors_short',
    '1 while as many log files are open as the limit of open files allows, so that others have to rest, else 0',
    ({ tail, counters }) => Number(tail.descriptorsShort || counters.shortOf.size > 0),
  ),
  gauge(
    'logagent_deleted_files_held',
    'Deleted log files that are held open because they have not been read to their end',
    ({ tail }) => tail.heldDeletedFiles,
  ),
  gauge(
    'logagent_deleted_files_held_bytes',
    'Disk space that these occupy; beyond --hold-deleted-max some are given up',
    ({ tail }) => tail.heldDeletedBytes,
  ),
  counter(
    'logagent_given_up_bytes_total',
    'Bytes of log files that were given up and are lost: deleted too early, or not to be decoded',
    ({ tail }) => tail.givenUpBytes,
  ),
  counter(
    'logagent_given_up_lines_total',
    'Lines among these, where they could be counted or estimated',
    ({ tail }) => tail.givenUpLines,
  ),

  // Data kept on disk.
  gauge('logagent_state_healthy', '1 while offsets can be saved, else 0', ({ stateHealthy }) =>
    Number(stateHealthy),
  ),
  gauge(
    'logagent_dead_letters',
    'Dead letters in the state folder',
    ({ deadLetters }) => deadLetters.letters,
  ),
  gauge(
    'logagent_dead_letters_bytes',
    'Size of the dead letters; --dead-letters-full says what happens at the limit',
    ({ deadLetters }) => deadLetters.bytes,
  ),
  gauge(
    'logagent_dead_letters_limit_bytes',
    'The value of --dead-letters-max',
    ({ deadLetters }) => deadLetters.limitBytes,
  ),
  {
    ...{ name: 'logagent_dead_letters_dropped_total', type: 'counter', labels: ['container'] },
    help: 'Dead letters that were deleted to make room for others (--dead-letters-full drop-oldest)',
    read: ({ counters }) =>
      [...counters.lettersDropped.all].map(({ container, count }) => ({
        labels: { container },
        value: count,
      })),
  },
  gauge(
    'logagent_containers_held_back',
    'Containers that are not read on, since their dead letters take their share',
    ({ heldBack }) => heldBack,
  ),
  counter(
    'logagent_store_documents_dropped_total',
    'Documents that went from the embedded store because it was full',
    ({ storeDropped }) => storeDropped,
  ),

  // The process. The first three names are the ones that every Prometheus client uses.
  counter('process_cpu_seconds_total', 'CPU time, user and system', cpuSeconds),
  gauge('process_resident_memory_bytes', 'Resident memory', () => process.memoryUsage.rss()),
  gauge(
    'process_start_time_seconds',
    'When the process began, in seconds since 1970',
    () => performance.timeOrigin / 1000,
  ),
  counter(
    'logagent_event_loop_active_seconds_total',
    'Time in which the event loop was busy; its rate is near 1 when the agent is at its limit',
    () => performance.eventLoopUtilization().active / 1000,
  ),
];

/** `label`: what the reason is called. */
function samplesOf(counts: CountsByContainer, label: string): Sample[] {
  return [...counts.all].map(({ container, reason, count }) => ({
    ...{ labels: { container, [label]: reason }, value: count },
  }));
}

function hostsByServer(hosts: readonly { readonly server: string; readonly version: string }[]): Sample[] {
  const samples = new Map<string, { labels: { server: string; version: string }; value: number }>();
  for (const { server, version } of hosts) {
    const sample = samples.get(`${server} ${version}`) ?? { labels: { server, version }, value: 0 };
    sample.value++;
    samples.set(`${server} ${version}`, sample);
  }
  return [...samples.values()];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
