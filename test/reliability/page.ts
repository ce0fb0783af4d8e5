import type { Result } from './results.ts';

/** One test of a whole agent, as it ended in the last run. */
export interface Scenario {
  /** Name of the file under test/agent. */
  readonly file: string;
  /** `fault: what happens`. */
  readonly name: string;
  readonly end: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** What it said of what it looked at. */
  readonly figures: readonly string[];
}

/** Where in the page each generated table stands, so that one can be kept while another is written anew. */
const LONG_TABLE = /<!-- long -->\n[^\n]+\n[^\n]+\n([\s\S]*?)<!-- \/long -->/;
const LONG_HEAD = '| run | what it does | figures of the last run |\n|---|---|---|\n';

/** The whole page. What long runs no results are kept of say is taken over from the page `before`. */
export function page(scenarios: readonly Scenario[], results: readonly Result[], before: string): string {
  return `${INTRODUCTION}
## Faults

${summary(scenarios)}

<!-- faults -->
| fault | what happens | test | figures of the last run |
|---|---|---|---|
${scenarios.map(faultRow).join('')}<!-- /faults -->

## Long runs

These take too long for every day. Their seed and size can be chosen, and each ends with an audit of every line.

<!-- long -->
${LONG_HEAD}${longRows(results, before)}<!-- /long -->

${OTHERS}`;
}

/** The files that the page's table of faults names, in its order. */
export function filesNamed(text: string): string[] {
  const [, table = ''] = /<!-- faults -->([\s\S]*?)<!-- \/faults -->/.exec(text) ?? [];
  return [...table.matchAll(/\]\(\.\.\/test\/agent\/([^)]+)\)/g)].map(([, file = '']) => file);
}

function faultRow({ file, name, end, seconds, figures }: Scenario): string {
  const [fault = '', ...rest] = name.split(': ');
  const what = rest.join(': ') || fault;
  const test = `[${file}](../test/agent/${file})`;
  const said = end === 'skipped' ? ['not run on this machine'] : [...figures, `${seconds.toFixed(1)} s`];
  return row([fault, what, test, said.join('; ')]);
}

function longRows(results: readonly Result[], before: string): string {
  const rows = new Map<string, string>();
  const [, old = ''] = LONG_TABLE.exec(before) ?? [];
  for (const line of old.split('\n').filter((text) => text !== '')) {
    const [, name = ''] = line.split(' | ')[0]?.split('`') ?? [];
    rows.set(name, `${line}\n`);
  }
  for (const { name, what, figures } of results) {
    const said = Object.entries(figures).map(([label, value]) => `${label} ${value}`);
    rows.set(name, row([`\`${name}\``, what, said.join('; ')]));
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join('');
}

function summary(scenarios: readonly Scenario[]): string {
  const count = (end: Scenario['end']) => scenarios.filter((scenario) => scenario.end === end).length;
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} not run on this machine` : '';
  const files = new Set(scenarios.map(({ file }) => file)).size;
  return (
    `Last run: ${scenarios.length} tests in ${files} files, ${count('passed')} passed, ${count('failed')} failed${skipped}. ` +
    'Each starts the built program as a process of its own, over real HTTP and real files.'
  );
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
}

const INTRODUCTION = `# Reliability

<!-- Written by npm run test:reliability; changes by hand are lost. -->

Every line that Docker wrote and that is still on disk arrives in Elasticsearch exactly once, whatever fails. This page shows how
that is tested. [Delivery](delivery.md) says why it holds, and [Known losses](losses.md) lists the exceptions.

"Lost" and "doubled" are counted by content and id: each line bears a number, and the lines that were printed are compared with
the documents in the index. A document that is refused for good counts as lost here; the test then finds it among the dead letters.
`;

const OTHERS = `## What others document

This is what the documentation of other programs says of their defaults. Defaults change: follow the links.

- Fluent Bit buffers in memory by default, and in files if it is configured to:
  [Buffering](https://docs.fluentbit.io/manual/data-pipeline/buffering).
- rsyslog sends failed items of a bulk request again only with \`retryfailures\`, which is off by default:
  [omelasticsearch](https://www.rsyslog.com/doc/reference/parameters/omelasticsearch-retryfailures.html).
`;
