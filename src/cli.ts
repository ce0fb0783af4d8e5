#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { bearBrokenOutput } from './commands/broken-output.ts';
import { withIdsLast } from './commands/letter-ids.ts';
import { descriptorsRemedy } from './commands/mistakes/descriptors.ts';
import { withoutSecrets } from './commands/mistakes/hidden-secrets.ts';
import { mistake } from './commands/mistakes/mistake.ts';
import { harmlessLines } from './harmless.ts';
import { accessTable } from './options/access-table.ts';
import { filterTable } from './options/filters/filter-table.ts';
import { formatTable } from './options/format-table.ts';
import { GIVEN, type OptionRow } from './options/option-row.ts';
import { type OptionKey, optionRows, optionTable } from './options/option-table.ts';
import { OptionError } from './options/option-values.ts';
import type { Given } from './options/options.ts';
import { version } from './version.ts';

const PARSE_HELP = `
Lines are texts, or as Docker and Kubernetes keep them. Exit code: 0 when every line has fields, else 1.

Examples:
  docker logs shop 2>&1 | logagent parse
  logagent parse --format postgres --json < postgres.log
  head -50 /var/log/app.log | logagent parse --pattern '%{TIMESTAMP_ISO8601:timestamp} %{LOGLEVEL:level} %{GREEDYDATA:message}'
`;

/** Each command resolves to the exit code. */
type Action = (given: Given, env: NodeJS.ProcessEnv, words: readonly string[]) => Promise<number>;

// Everybody on the machine can read a process's command line, so it must not show secrets.
const hidden = withoutSecrets(process.argv);
if (hidden !== undefined) process.title = hidden.join(' ');

// Without a listener Node opens its debugger at this signal, and any local user could run code as the agent by it.
process.on('SIGUSR1', () => {});

bearBrokenOutput(process);

const program = new Command('logagent')
  .description("Ships Docker's container logs to Elasticsearch: nothing lost, nothing doubled.")
  .version(version())
  // Otherwise commander would print its own words and end the process.
  .exitOverride()
  .configureOutput({ outputError: () => {} })
  .helpCommand(true)
  .enablePositionalOptions();
addOptions(program, Object.keys(optionTable) as OptionKey[]);
program.action(perform(async () => (await import('./commands/run.ts')).run));

addOptions(
  program.command('demo').description('try everything at once: made-up log lines and the embedded store'),
  ['storeListen', 'logLevel'],
).action(perform(async () => (await import('./commands/demo.ts')).runDemo));

program
  .command('produce')
  .description('print made-up Apache combined lines, one every 0 to 10 ms')
  .option('--delay-max <time>', 'longest wait between two lines', '10ms')
  .option('--lines <n>', 'how many; default: until stopped')
  .option('--numbered', 'number the lines in the request: ?n=1')
  .action(perform(async () => (await import('./commands/produce.ts')).produceLines));

addOptions(
  program.command('parse').description('tell which format lines on standard input have, and their fields'),
  [
    ...(Object.keys({ ...formatTable, ...filterTable }) as OptionKey[]).filter((key) => key !== 'sample'),
    'maxLine',
  ],
)
  .option('--json', 'print one JSON object for each line')
  .addHelpText('after', PARSE_HELP)
  .action(perform(async () => (await import('./commands/parse.ts')).parseLines));

addOptions(program.command('search <text>').description('find text in the embedded store, newest last'), [
  'stateDir',
])
  .option('--limit <n>', 'most documents to show', '50')
  .option('--json', 'print whole documents as JSON lines')
  .action(perform(async () => (await import('./commands/search.ts')).search));

/** Of commands that ask Elasticsearch. */
const accessKeys = Object.keys(accessTable) as OptionKey[];

const letters = () => import('./commands/dead.ts');
const dead = program.command('dead').description('documents that Elasticsearch refused for good');
addOptions(dead.command('list').description('one line for each, the oldest first'), ['stateDir'])
  .option('--limit <n>', 'most letters to show', '100')
  .option('--by <what>', 'one line for each reason or container instead, the most letters first')
  .option('--json', 'print whole letters, or groups, as JSON lines')
  .action(perform(async () => (await letters()).listDead));
addOptions(dead.command('show <ids...>').description('the reason and the whole document'), [
  'stateDir',
]).action(perform(async () => (await letters()).showDead));
addOptions(
  dead.command('replay [ids...]').description('send letters again, without doubling any in the index'),
  [
    ...accessKeys,
    ...(['stateDir', 'elasticsearch', 'pipeline', 'storeListen', 'shutdownTimeout', 'schema'] as const),
  ],
)
  .option('--all', 'all of them')
  .option('--index <name>', 'to this index instead of that which refused them')
  .option('--as-message', 'with their text only, which every mapping takes')
  .action(perform(async () => (await letters()).replayDead));
addOptions(dead.command('purge [ids...]').description('delete letters for good'), ['stateDir'])
  .option('--all', 'all of them')
  .action(perform(async () => (await letters()).purgeDead));

addOptions(
  program.command('template').description('print the index template, and the command that installs it'),
  [...accessKeys, 'elasticsearch', 'index', 'dataStream', 'lifecyclePolicy', 'schema'],
)
  .option('--server <name>', 'for a server that is not asked: elasticsearch-8.19, opensearch-2.19')
  .action(perform(async () => (await import('./commands/template.ts')).printTemplate));

addOptions(program.command('health').description("ask a running agent's /healthz: exit code 0 or 1"), [
  'listen',
])
  .option('--ready', 'ask /readyz instead: 0 only while documents can be delivered')
  .action(perform(async () => (await import('./commands/health.ts')).health));

try {
  await program.parseAsync(withIdsLast(process.argv));
} catch (error) {
  if (!(error instanceof CommanderError)) fail(error);
  else if (error.code.startsWith('commander.help') || error.code === 'commander.version')
    process.exitCode = error.exitCode;
  else fail(new Error(mistake(error, commandLine())));
}

function commandLine() {
  return {
    words: program.args,
    containers: program.getOptionValue('containers') ?? [],
    commands: program.commands.map((command) => command.name()),
    options: optionRows.map(({ name }) => `--${name}`),
  };
}

/** Each command loads only the code it needs, because a health check every few seconds must not load the whole agent. */
function perform(load: () => Promise<Action>) {
  return async (...args: unknown[]): Promise<void> => {
    const command = args.at(-1) as Command;
    try {
      const action = await load();
      process.exitCode = await action(givenBy(command), process.env, command.args);
    } catch (error) {
      fail(error);
    }
  };
}

/** Prints the error's sentence, and its stack only for someone who debugs. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(harmlessLines(`${message}${descriptorsRemedy(message)}\n`));
  if (process.env.LOGAGENT_LOG_LEVEL === 'debug' && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}

/** Adds these options to the command, in the order of the table. */
function addOptions(command: Command, keys: readonly OptionKey[]): Command {
  const wanted = new Set<OptionRow>(keys.map((key) => optionTable[key]));
  for (const row of optionRows.filter((row) => wanted.has(row))) {
    const shown = [`env ${row.env}`, row.default && `default ${row.default}`].filter(Boolean).join(', ');
    const option = new Option(row.flags, `${row.help} (${shown})`);
    option.argParser((value: string | undefined, before: string[] | undefined) =>
      repeated(row, value, before),
    );
    command.addOption(option);
  }
  return command;
}

/** A list grows. Any other option may be given only once; one without a value is given by its name alone. */
function repeated(
  { name, separator }: OptionRow,
  value: string | undefined,
  before: readonly string[] = [],
): string[] {
  if (before.length > 0 && separator === undefined) {
    throw new OptionError(`--${name} is given twice. Give it once.`);
  }
  return [...before, value ?? GIVEN];
}

/** Turns commander's camelCase back into the options' own names. */
function givenBy(command: Command): Given {
  const given = Object.entries(command.opts<Record<string, string | string[] | true>>());
  return Object.fromEntries(
    given.map(([name, value]) => [
      name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`),
      value === true ? GIVEN : value,
    ]),
  );
}
