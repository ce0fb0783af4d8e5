import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeContainerLogs } from './container-logs.ts';
import { countingSink } from './sinks.ts';
import { agent, run } from './throughput.ts';
import { workloads } from './workloads.ts';

const [, , workloadName = 'combined', rounds = '9', ...variants] = process.argv;
const LINES = Number(process.env.LINES ?? 300_000);
const workload = workloads.find((w) => w.name === workloadName)!;
const folder = mkdtempSync(join(tmpdir(), 'turns-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const logs = writeContainerLogs(join(folder, 'logs'), workload, 4, LINES);
const one = writeContainerLogs(join(folder, 'one'), workload, 4, 4);
const from = { folder, openSink: countingSink };
const med = (l: number[]) => [...l].sort((a, b) => a - b)[Math.floor(l.length / 2)]!;
const list = variants.map((v) => {
  const [name, cli, ...opts] = v.split(' ');
  return { name: name!, cli: cli!, opts, per: [] as number[] };
});
for (let i = 0; i < Number(rounds); i++) {
  for (const v of i % 2 ? [...list].reverse() : list) {
    process.env.LOGAGENT_TEST_CLI = v.cli;
    const start = await run(agent(...v.opts), one, from);
    const whole = await run(agent(...v.opts), logs, from);
    v.per.push(((whole.cpuSeconds - start.cpuSeconds) * 1e6) / LINES);
  }
  console.log(list.map((v) => `${v.name} ${v.per.at(-1)!.toFixed(2)}`).join('  '));
}
for (const v of list)
  console.log(
    v.name,
    'median',
    med(v.per).toFixed(3),
    'min',
    Math.min(...v.per).toFixed(3),
    'ratio median',
    med(v.per.map((x, i) => x / list[0]!.per[i]!)).toFixed(3),
  );
