import { performance } from 'node:perf_hooks';
import type { Measures } from './measures.ts';

/** One metric as /metrics and docs/metrics.md show it. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  /** Its value now, in the unit that the name ends with. */
  readonly read: (measures: Measures) => number;
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
  // What has been shipped.
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
  counter(
    'logagent_documents_refused_total',
    'Documents that Elasticsearch refused for good, kept as dead letters',
    ({ snapshot }) => snapshot.refused,
  ),
  counter(
    'logagent_shipped_bytes_total',
    'Bytes of acknowledged request bodies',
    ({ counters }) => counters.bytes,
  ),

  // What is held up, and by what.
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
    'Bulk bodies in memory; reading pauses at the limit',
    ({ budget }) => budget.usedBytes,
  ),
  gauge('logagent_budget_limit_bytes', 'The value of --budget', ({ budget }) => budget.limitBytes),

  // What is followed and held open.
  gauge('logagent_containers', 'Containers that are followed', ({ tail }) => tail.followedContainers),
  gauge('logagent_log_files_open', 'Log files that are held open', ({ tail }) => tail.heldDescriptors),
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

  // What is kept on disk.
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
    'Size of the dead letters; shipping stops at the limit',
    ({ deadLetters }) => deadLetters.bytes,
  ),
  gauge(
    'logagent_dead_letters_limit_bytes',
    'The value of --dead-letters-max',
    ({ deadLetters }) => deadLetters.limitBytes,
  ),
  counter(
    'logagent_store_documents_dropped_total',
    'Documents that went from the embedded store because it was full',
    ({ storeDropped }) => storeDropped,
  ),

  // The process. The first three names are those that every Prometheus client uses.
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

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
