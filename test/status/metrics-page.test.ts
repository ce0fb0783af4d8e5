import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountsByContainer } from '../../src/status/counts-by-container.ts';
import type { Measures } from '../../src/status/measures.ts';
import { metricDefinitions } from '../../src/status/metrics/metrics.ts';
import { metricsPage } from '../../src/status/metrics/metrics-page.ts';

const simplified = new CountsByContainer();
for (let i = 0; i < 3; i++) simplified.add('pro"d1', 'mapper_parsing_exception');
simplified.add('prod2', '');
const lettersDropped = new CountsByContainer();
lettersDropped.add('prod1', '', 5);
const [leftOut, redacted] = [new CountsByContainer(), new CountsByContainer()];
leftOut.add('prod1', 'sample', 12);
redacted.add('prod1', 'emails', 13);

const servers = new Map([
  ['http://es01:9200', { server: 'Elasticsearch', version: '8.19.21' }],
  ['http://es02:9200', { server: 'Elasticsearch', version: '8.19.21' }],
  ['http://es03:9200', { server: 'Elasticsearch', version: '9.5.3' }],
]);

/** Each number is another one, so that a metric that reads the wrong one shows it. */
const measures: Measures = {
  snapshot: {
    shipped: 1001,
    retried: 1002,
    simplified: 0,
    refused: 1003,
    queue: 1004,
    shippers: 5,
    lagBytes: 1006,
    delayMs: 1500,
    address: 'http://es01:9200/logs',
    containers: ['prod1'],
    ready: true,
  },
  counters: {
    ...{ duplicates: 1007, failureStored: 1018, bytes: 1008, hostsDown: 2, simplified, servers },
    ...{ lettersDropped, leftOut, redacted, shortOf: new Set() },
  },
  tail: {
    ...{ followedContainers: 7, heldDescriptors: 8, descriptorsShort: true, heldDeletedFiles: 6 },
    ...{ heldDeletedBytes: 1014, givenUpBytes: 1015, givenUpLines: 1016 },
  },
  budget: { usedBytes: 1009, limitBytes: 1010 },
  deadLetters: { letters: 9, bytes: 1011, limitBytes: 1012 },
  heldBack: 4,
  stateHealthy: false,
  storeDropped: 1013,
};

/** Names and values of a page, without comments. */
function samples(page: string): Map<string, number> {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [name = '', value] = line.split(' ');
      return [name, Number(value)];
    }),
  );
}

test('every metric shows its own number', async () => {
  const found = samples(await metricsPage(() => measures).text());
  assert.deepEqual(Object.fromEntries([...found].filter(([name]) => !/process|event_loop/.test(name))), {
    logagent_documents_shipped_total: 1001,
    logagent_documents_duplicate_total: 1007,
    logagent_documents_retried_total: 1002,
    'logagent_documents_simplified_total{container="pro\\"d1",reason="mapper_parsing_exception"}': 3,
    'logagent_documents_simplified_total{container="prod2",reason=""}': 1,
    'logagent_events_left_out_total{container="prod1",reason="sample"}': 12,
    'logagent_secrets_redacted_total{container="prod1",kind="emails"}': 13,
    logagent_documents_refused_total: 1003,
    logagent_documents_failure_stored_total: 1018,
    logagent_shipped_bytes_total: 1008,
    logagent_ready: 1,
    logagent_queue_documents: 1004,
    logagent_shippers: 5,
    logagent_hosts_down: 2,
    'logagent_hosts{server="Elasticsearch",version="8.19.21"}': 2,
    'logagent_hosts{server="Elasticsearch",version="9.5.3"}': 1,
    logagent_lag_bytes: 1006,
    logagent_delay_seconds: 1.5,
    logagent_budget_used_bytes: 1009,
    logagent_budget_limit_bytes: 1010,
    logagent_containers: 7,
    logagent_log_files_open: 8,
    logagent_descriptors_short: 1,
    logagent_deleted_files_held: 6,
    logagent_deleted_files_held_bytes: 1014,
    logagent_given_up_bytes_total: 1015,
    logagent_given_up_lines_total: 1016,
    logagent_state_healthy: 0,
    logagent_dead_letters: 9,
    logagent_dead_letters_bytes: 1011,
    logagent_dead_letters_limit_bytes: 1012,
    'logagent_dead_letters_dropped_total{container="prod1"}': 5,
    logagent_containers_held_back: 4,
    logagent_store_documents_dropped_total: 1013,
  });
});

test('the process is measured in seconds and bytes', async () => {
  const found = samples(await metricsPage(() => measures).text());
  const within = (name: string, least: number, most: number): void => {
    const value = found.get(name) ?? Number.NaN;
    assert.ok(value >= least && value <= most, `${name} is ${value}`);
  };
  const now = Date.now() / 1000;
  within('process_start_time_seconds', now - 3600, now);
  within('process_cpu_seconds_total', 0.01, process.uptime() * 64);
  within('process_resident_memory_bytes', 10e6, 10e9);
  within('logagent_event_loop_active_seconds_total', 0, process.uptime());
});

test('a counter is not added to by being asked twice', async () => {
  let shipped = 10;
  const page = metricsPage(() => ({ ...measures, snapshot: { ...measures.snapshot, shipped } }));
  const ask = async () => samples(await page.text()).get('logagent_documents_shipped_total');
  assert.deepEqual([await ask(), await ask()], [10, 10]);
  shipped = 25;
  assert.equal(await ask(), 25);
});

test('names follow the rules: the prefix, no capital, _total for counters alone', () => {
  for (const { name, type } of metricDefinitions) {
    assert.match(name, /^(logagent|process)(_[a-z]+)+$/);
    assert.equal(name.endsWith('_total'), type === 'counter', name);
  }
});

test('what can not be measured is a rejection', async () => {
  const page = metricsPage(() => {
    throw new Error('disk I/O error');
  });
  await assert.rejects(page.text(), /disk I\/O error/);
});
