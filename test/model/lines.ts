/** What a line is: one of a trace, or any other. */
export type Kind = 'error' | 'header' | 'frame' | 'plain';

const PREFIXES = { error: 'ERROR ', header: 'java.io.IOException: ', frame: '\tat ', plain: '' };

/** The line's text as the container prints it. */
export function printed(kind: Kind, text: string): string {
  return PREFIXES[kind] + text;
}

/** The texts of chunks in a message, without what was printed before them. */
export function unprinted(message: string): string[] {
  return message
    .split(/(?<=;)/)
    .map((text) => text.replace(/^\n?(?:ERROR |java\.io\.IOException: |\tat )?/, ''));
}

/** What is known behind a whole line of an event to which others may belong. */
export type State = 'log' | 'frames' | 'custom';

/** Which lines belong together in a container, told by what they are. */
interface LinesModel {
  /** By which the container chooses this; none: the options say so. */
  readonly label?: string;
  readonly begin: (kind: Kind) => State | undefined;
  readonly goOn: (state: State, kind: Kind) => State | undefined;
}

/** Of containers that have no label. */
export const PATTERNS = { 'multiline-start': '^ERROR ', 'multiline-continue': '^\\t' };

const customWhen = (when: boolean) => (when ? 'custom' : undefined);
const TRACES = { error: 'log', header: 'frames', frame: 'frames', plain: undefined } as const;

export const LINES = {
  off: { label: 'off', begin: () => undefined, goOn: () => undefined },
  auto: {
    label: 'auto',
    begin: (kind) => TRACES[kind],
    goOn: (state, kind) =>
      kind === 'frame' || (kind === 'header' && state === 'log') ? 'frames' : undefined,
  },
  start: {
    label: 'start:^ERROR ',
    begin: () => 'custom',
    goOn: (_, kind) => customWhen(kind !== 'error'),
  },
  continue: {
    label: 'continue:^\\t',
    begin: () => 'custom',
    goOn: (_, kind) => customWhen(kind === 'frame'),
  },
  both: {
    begin: (kind) => customWhen(kind === 'error' || kind === 'frame'),
    goOn: (_, kind) => customWhen(kind === 'frame'),
  },
} as const satisfies Record<string, LinesModel>;

export type LinesName = keyof typeof LINES;

export function linesModel(name: LinesName): LinesModel {
  return LINES[name];
}
