import type { Display } from '../status/live/live-frame.ts';
import type { LiveView } from '../status/live/live-view.ts';

/** The kinds of output that suit stdout. */
export interface Output extends Display {
  /** True: lines for a person. False: JSON lines. */
  readonly forPerson: boolean;
  /** A live view is possible, because the terminal can move the cursor. */
  readonly live: boolean;
}

type Stdout = Pick<NodeJS.WriteStream, 'isTTY' | 'hasColors'>;

/** Decides by the kind of stdout and by the variables that terminals use: NO_COLOR, TERM, LC_ALL, LC_CTYPE and LANG. */
export function outputOf(out: Stdout, env: NodeJS.ProcessEnv): Output {
  const isTerminal = out.isTTY === true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  return {
    forPerson: isTerminal,
    live: isTerminal && env.TERM !== 'dumb' && env.TERM !== undefined,
    // hasColors() takes NO_COLOR, FORCE_COLOR and TERM into account.
    colours: isTerminal && out.hasColors(),
    unicode: /utf-?8/i.test(locale),
  };
}

/** Stops the view while the process is suspended by Ctrl-Z, and starts it anew afterwards. */
export function sleepWithProcess(view: LiveView): void {
  process.on('SIGTSTP', () => {
    view.stop();
    // SIGTSTP was caught here, so it suspends nothing. SIGSTOP can't be caught.
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => view.start());
}
