import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MIB } from '../../src/options/option-values.ts';
import { metricDefinitions } from '../../src/status/metrics/metrics.ts';
import type { AgentProcess } from '../support/agent-process.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';
import { PrometheusProcess, promtoolFindings } from './prometheus-process.ts';

const LINES = 500;
const REFUSED = 3;
const documentation = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');

async function addressOf(agent: AgentProcess): Promise<string> {
  const { health } = await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  return String(health);
}

test('prometheus: what happens to the agent is what Prometheus tells', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(31));
  let left = REFUSED;
  const refusal = { status: 400, error: { type: 'mapper_parsing_exception', reason: 'no' } };
  elasticsearch.inject = () => ({ kind: 'items', choose: () => (left-- > 0 ? refusal : undefined) });
  for (let i = 0; i < LINES; i++) container.printLine(make);
  const limits = ['--dead-letters-max', '1mib', '--budget', '8mib', '--on-refused', 'dead-letter'];
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0', ...limits);
  const address = await addressOf(agent);
  const prometheus = await PrometheusProcess.start(
    join(scenario.folder, 'prometheus'),
    new URL(address).host,
  );
  t.after(() => prometheus.stop());

  await prometheus.gives('up', 1);
  await prometheus.gives('logagent_documents_shipped_total', LINES - REFUSED);
  await prometheus.gives('logagent_documents_refused_total', REFUSED);
  await prometheus.gives('logagent_dead_letters', REFUSED);
  await prometheus.gives('logagent_dead_letters_bytes > bool 0', 1);
  await prometheus.gives('logagent_dead_letters_limit_bytes', MIB);
  await prometheus.gives('logagent_documents_duplicate_total', 0);
  await prometheus.gives('logagent_containers', 1);
  await prometheus.gives('logagent_log_files_open', 1);
  for (const idle of ['queue_documents', 'lag_bytes', 'budget_used_bytes', 'hosts_down'])
    await prometheus.gives(`logagent_${idle}`, 0);
  for (const well of ['ready', 'state_healthy']) await prometheus.gives(`logagent_${well}`, 1);
  await prometheus.gives('logagent_budget_limit_bytes', 8 * MIB);
  const bytes = await prometheus.query('logagent_shipped_bytes_total');
  assert.ok(bytes[0]! > LINES * 100, String(bytes));

  // Elasticsearch is down: it shows while it lasts, and is over afterwards.
  await elasticsearch.refuse();
  for (let i = 0; i < LINES; i++) container.printLine(make);
  await prometheus.gives('logagent_ready', 0);
  await prometheus.gives('logagent_hosts_down', 1);
  await prometheus.gives('logagent_queue_documents', LINES);
  await prometheus.gives('logagent_budget_used_bytes > bool 0', 1);
  await elasticsearch.listen();
  await prometheus.gives('logagent_documents_shipped_total', 2 * LINES - REFUSED);
  await prometheus.gives('logagent_ready', 1);
  await prometheus.gives('logagent_hosts_down', 0);
  await prometheus.gives('logagent_documents_retried_total > bool 0', 1);

  // A purge by another process is seen.
  const purge = scenario.run('dead', 'purge', '--all', '--state-dir', scenario.stateDir);
  assert.deepEqual(await purge.exited, { code: 0, signal: null });
  await prometheus.gives('logagent_dead_letters', 0);
  await prometheus.gives('logagent_dead_letters_bytes', 0);
  await checkProcess(agent, prometheus);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await prometheus.gives('up', 0);
});

async function checkProcess(agent: AgentProcess, prometheus: PrometheusProcess): Promise<void> {
  const [resident = 0] = await prometheus.query('process_resident_memory_bytes');
  const status = readFileSync(`/proc/${agent.pid}/status`, 'utf8');
  const real = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
  assert.ok(Math.abs(resident - real) < real / 4, `${resident} and really ${real}`);
  const [cpu = 0] = await prometheus.query('process_cpu_seconds_total');
  const [age = 0] = await prometheus.query('time() - process_start_time_seconds');
  assert.ok(cpu > 0.1 && age > 0 && cpu < 4 * age, `${cpu} s of CPU in ${age} s`);
}

test('prometheus: a deleted file that is held shows until it has been read', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('hello');
  const small = ['--batch-bytes', '4kib', '--budget', '8kib', '--scan-interval', '1s'];
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0', ...small);
  const { host } = new URL(await addressOf(agent));
  const prometheus = await PrometheusProcess.start(join(scenario.folder, 'prometheus'), host);
  t.after(() => prometheus.stop());
  await prometheus.gives('logagent_documents_shipped_total', 1);
  await prometheus.gives('logagent_containers', 1);
  await elasticsearch.refuse();
  const make = combinedLines(seededRandom(32));
  for (let i = 0; i < LINES; i++) container.printLine(make);
  // More is waiting than the budget takes, so that the file is not read to its end before it goes.
  await prometheus.gives('logagent_budget_used_bytes >= bool logagent_budget_limit_bytes', 1);
  await prometheus.gives('logagent_lag_bytes > bool 0', 1);
  container.remove();
  await prometheus.gives('logagent_deleted_files_held', 1);
  await prometheus.gives('logagent_deleted_files_held_bytes > bool 0', 1);
  await elasticsearch.listen();
  await prometheus.gives('logagent_documents_shipped_total', LINES + 1);
  await prometheus.gives('logagent_deleted_files_held', 0);
  await prometheus.gives('logagent_deleted_files_held_bytes', 0);
  await prometheus.gives('logagent_log_files_open', 0);
  await prometheus.gives('logagent_given_up_bytes_total', 0);
  await prometheus.gives('logagent_containers', 0);
  await agent.stop();
});

test('prometheus: promtool finds nothing wrong with the page, and every metric is scraped', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  await scenario.delivered();
  const address = await addressOf(agent);
  const page = await (await fetch(`${address}/metrics`)).text();
  assert.equal(promtoolFindings(page), '');
  assert.match(promtoolFindings('# TYPE bad_total gauge\nbad_total 1\n'), /bad_total/, 'promtool does look');

  const prometheus = await PrometheusProcess.start(
    join(scenario.folder, 'prometheus'),
    new URL(address).host,
  );
  t.after(() => prometheus.stop());
  await prometheus.gives('up', 1);
  // Those with labels have no value before there is something to count, or several.
  const single = metricDefinitions.filter(({ labels = [] }) => labels.length === 0);
  const own = `{job="logagent",__name__=~"${single.map(({ name }) => name).join('|')}"}`;
  await prometheus.gives(`count(${own})`, single.length);
  const names = await Promise.all(single.map(({ name }) => prometheus.query(name)));
  assert.ok(names.every(({ length }) => length === 1));
});

test('prometheus: the alerts of the documentation are expressions that it takes, and none is raised by a healthy agent', async (t) => {
  const expressions = [...documentation.matchAll(/^\| `([^`]+ [<=>]+ [\d.]+)`/gm)].map(
    ([, found = '']) => found,
  );
  assert.ok(expressions.length >= 6, String(expressions));
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  await scenario.delivered();
  const { host } = new URL(await addressOf(agent));
  const prometheus = await PrometheusProcess.start(join(scenario.folder, 'prometheus'), host);
  t.after(() => prometheus.stop());
  // Rates want two samples.
  await waitFor(
    async () => ((await prometheus.query('count_over_time(up[1m])'))[0] ?? 0) >= 3,
    'three scrapes',
  );
  for (const expression of expressions) {
    assert.deepEqual(await prometheus.query(expression), [], expression);
  }
});
