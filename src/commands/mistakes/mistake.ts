import { nearest } from '../../nearest.ts';
import { withoutSecrets } from './hidden-secrets.ts';

/** A mistake in the command line that commander has found. */
export interface Finding {
  /** `commander.unknownOption` and the like. */
  readonly code: string;
  readonly message: string;
}

/** The rest of the command line, and the words it may hold. */
export interface CommandLine {
  /** The words that belong to no option. */
  readonly words: readonly string[];
  /** The values of `--containers`. */
  readonly containers: readonly string[];
  readonly commands: readonly string[];
  /** Names of all options, with their dashes. */
  readonly options: readonly string[];
}

const HELP = 'See logagent --help.';

/** Says the finding in a sentence of our own that names a remedy. */
export function mistake({ code, message }: Finding, line: CommandLine): string {
  const [what = '', hint = ''] = message.replace(/^error: /, '').split('\n');
  const [, guess] = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(hint) ?? [];
  const [, quoted = ''] = /'(.*)'/.exec(what) ?? [];
  if (code === 'commander.unknownOption') {
    // The value after the = is left out, since it may be a key.
    const name = quoted.replace(/=.*$/s, '');
    return `There is no option ${quote(name)}.${didYouMean(guess ?? nearest(name, line.options))} ${HELP}`;
  }
  if (code === 'commander.unknownCommand')
    return `There is no command ${quote(quoted)}.${didYouMean(guess)} ${HELP}`;
  const isOfCommand = / for '/.test(what);
  if (code === 'commander.excessArguments') {
    return isOfCommand ? `logagent ${quoted} takes fewer words. ${HELP}` : noSuchCommand(line);
  }
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}. ${HELP}`;
}

function noSuchCommand({ words: [text = ''], containers, commands }: CommandLine): string {
  const word = withoutPassword(text);
  const there = `There is no command ${quote(word)}.`;
  if (containers.length > 0) {
    const list = [...containers, word].map((name) => name.replace(/[^\w.*?-]/g, '?')).join(',');
    return `${there} Put commas between containers: --containers ${quoteForShell(list)}.`;
  }
  const meant = nearest(word, commands);
  if (meant !== undefined) return there + didYouMean(meant);
  return `${there} The commands are ${commands.join(', ')}; a container is followed by --containers.`;
}

function didYouMean(name: string | undefined): string {
  return name === undefined ? '' : ` Did you mean ${name}?`;
}

function quoteForShell(list: string): string {
  return /[*?]/.test(list) ? `'${list}'` : list;
}

/** Quotes a word as JSON, so that it can't command the terminal. */
function quote(word: string): string {
  return JSON.stringify(withoutPassword(word));
}

/** Hides a password, because a misplaced word may be an address and printed text may be stored. */
function withoutPassword(word: string): string {
  return withoutSecrets([word])?.[0] ?? word;
}
