import type { Display } from '../status/live-frame.ts';
import type { LiveView } from '../status/live-view.ts';

/** What may be written to stdout. */
export interface Output extends Display {
  /** Lines for a person; otherwise JSON lines. */
  readonly forPerson: boolean;
  /** A live view: the terminal can move the cursor. */
  readonly live: boolean;
}

type Stdout = Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>;

/** Judges stdout by what it is and by the conventions of terminals: NO_COLOR, TERM, LC_ALL, LC_CTYPE and LANG. */
export function outputOf(out: Stdout, env: NodeJS.ProcessEnv): Output {
  const isTerminal = out.isTTY === true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  return {
    forPerson: isTerminal,
    live: isTerminal && env.TERM !== 'dumb' && env.TERM !== undefined,
    // Node answers for NO_COLOR, FORCE_COLOR and TERM.
    colours: isTerminal && out.hasColors(),
    unicode: /utf-?8/i.test(locale),
  };
}

/** Ctrl-Z gives the terminal back for as long as the process is suspended; then the view begins anew. */
export function sleepWithProcess(view: LiveView): void {
  process.on('SIGTSTP', () => {
    view.stop();
    // Unlike SIGTSTP this one can't be caught, so that the process is really suspended.
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => view.start());
}
