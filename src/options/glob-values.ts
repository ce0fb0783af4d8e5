import picomatch from 'picomatch';
import { oddBracket } from './brackets.ts';
import { OptionError } from './option-values.ts';

/** What picomatch makes of a glob that no text has. */
const NOTHING = '$^';
const COMPOSE = 'compose:';

/** A glob that can match something. */
export function parseGlob(text: string, option: string): string {
  const quoted = JSON.stringify(text);
  if (/^!(?!\()/.test(text))
    throw new OptionError(
      `--${option}: ${quoted} leaves nothing out. ${remedyOfNegation(text.slice(1), option)}`,
    );
  const odd = oddBracket(text);
  if (odd !== undefined)
    throw new OptionError(
      `--${option}: in ${quoted} a ${odd} is without its other half. Write globs like web-*, web-{1,2} or [!d]*, in quotes for the shell.`,
    );
  if (
    text === '' ||
    text.length > 65_536 ||
    picomatch.makeRe(text, { bash: true, posix: true }).source === NOTHING
  )
    throw new OptionError(
      `--${option}: ${quoted.slice(0, 100)} is not a glob that anything matches. Write globs like web-*, web-{1,2} or [!d]*.`,
    );
  return text;
}

/** A name, id or glob, or `compose:PROJECT/SERVICE` with globs for both, the second of which may be left out. */
export function parseContainers(text: string, option: string): string {
  if (!text.startsWith(COMPOSE)) return parseGlob(text, option);
  const parts = text.slice(COMPOSE.length).split('/');
  if (parts.length > 2 || parts.includes(''))
    throw new OptionError(
      `--${option}: ${JSON.stringify(text)} names no Compose project or service. Write it like compose:shop or compose:shop/web.`,
    );
  for (const part of parts) parseGlob(part, option);
  return text;
}

function remedyOfNegation(name: string, option: string): string {
  return option === 'containers'
    ? `Give --exclude ${name || 'NAME'} for that.`
    : `Write it like !(${name || 'NAME'}).`;
}
