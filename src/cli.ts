#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { withoutSecrets } from './commands/hidden-secrets.ts';
import { withIdsLast } from './commands/letter-ids.ts';
import { mistake } from './commands/mistake.ts';
import { nameOf, optionDefinitions } from './option-definitions.ts';
import { OptionError } from './option-values.ts';
import type { Given } from './options.ts';

/** Options that may be repeated. */
const LISTS: ReadonlySet<string> = new Set([
  'containers',
  'elasticsearch',
  'labels',
  'format',
  'pattern',
  'pattern-numbers',
]);

/** Each command resolves to the exit code. */
type Action = (given: Given, env: NodeJS.ProcessEnv, words: readonly string[]) => Promise<number>;

// What stands on a command line can be read by everybody on the machine.
const hidden = withoutSecrets(process.argv);
if (hidden !== undefined) process.title = hidden.join(' ');

const program = new Command('logagent')
  .description("Ships Docker's container logs to Elasticsearch: nothing lost, nothing doubled.")
  .version(version())
  // commander would end the process with words of its own.
  .exitOverride()
  .configureOutput({ outputError: () => {} })
  .helpCommand(true)
  .enablePositionalOptions();
addOptions(program, allOptions());
program.action(perform(async () => (await import('./commands/run.ts')).run));

addOptions(program.command('demo').description('the whole thing on an embedded store with made-up lines'), [
  'store-listen',
  'log-level',
]).action(perform(async () => (await import('./commands/demo.ts')).runDemo));

program
  .command('produce')
  .description('print made-up Apache combined lines, one every 0 to 10 ms')
  .option('--delay-max <time>', 'longest wait between two lines', '10ms')
  .option('--lines <n>', 'how many; default: until stopped')
  .option('--numbered', 'number the lines in the request: ?n=1')
  .action(perform(async () => (await import('./commands/produce.ts')).produceLines));

addOptions(program.command('search <text>').description('find text in the embedded store, newest last'), [
  'state-dir',
])
  .option('--limit <n>', 'most documents to show', '50')
  .option('--json', 'print whole documents as JSON lines')
  .action(perform(async () => (await import('./commands/search.ts')).search));

const letters = () => import('./commands/dead.ts');
const dead = program.command('dead').description('documents that Elasticsearch refused for good');
addOptions(dead.command('list').description('one line for each, the oldest first'), ['state-dir'])
  .option('--limit <n>', 'most letters to show', '100')
  .option('--json', 'print whole letters as JSON lines')
  .action(perform(async () => (await letters()).listDead));
addOptions(dead.command('show <ids...>').description('why, and the whole document'), ['state-dir']).action(
  perform(async () => (await letters()).showDead),
);
addOptions(dead.command('replay [ids...]').description('send again, each at most once in the index'), [
  ...['state-dir', 'elasticsearch', 'api-key', 'ca-file', 'store-listen', 'shutdown-timeout'],
])
  .option('--all', 'all of them')
  .action(perform(async () => (await letters()).replayDead));
addOptions(dead.command('purge [ids...]').description('forget for good'), ['state-dir'])
  .option('--all', 'all of them')
  .action(perform(async () => (await letters()).purgeDead));

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
    options: allOptions().map((name) => `--${name}`),
  };
}

/** Each command loads what it needs: a health check every few seconds must not read all of the agent. */
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

/** Start-up mistakes are a sentence; only someone who debugs wants the stack. */
function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message}\n`);
  if (process.env.LOGAGENT_LOG_LEVEL === 'debug' && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}

function allOptions(): string[] {
  return optionDefinitions.map(({ flags }) => nameOf(flags));
}

function addOptions(command: Command, names: readonly string[]): Command {
  for (const { flags, env, default: fallback, help } of optionDefinitions) {
    if (!names.includes(nameOf(flags))) continue;
    const shown = [env && `env ${env}`, fallback && `default ${fallback}`].filter(Boolean).join(', ');
    const option = new Option(flags, `${help} (${shown})`);
    option.argParser((value: string, before: string[] | undefined) => repeated(flags, value, before));
    command.addOption(option);
  }
  return command;
}

/** A list grows; of anything else there is only one. */
function repeated(flags: string, value: string, before: readonly string[] = []): string[] {
  if (before.length > 0 && !LISTS.has(nameOf(flags))) {
    throw new OptionError(`--${nameOf(flags)} is given twice. Give it once.`);
  }
  return [...before, value];
}

/** commander's camelCase back to the option's own name. */
function givenBy(command: Command): Given {
  const given = Object.entries(command.opts<Record<string, string | string[]>>());
  return Object.fromEntries(
    given.map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), value]),
  );
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
