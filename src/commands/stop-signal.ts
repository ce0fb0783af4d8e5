/** npm passes a signal on to the program, to which the terminal has sent it already: so soon after the first it is the same wish. */
const SAME_WISH_MS = 500;

/** What of `process` is listened to. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/**
 * Resolves at the first SIGTERM, SIGINT (Ctrl-C) or SIGHUP (the terminal was closed). Another one half a second later or more
 * calls `endAtOnce`. `now` gives milliseconds that never run backwards.
 */
export function stopSignal(
  source: SignalSource,
  now: () => number,
  endAtOnce: () => void,
): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const stop = (signal: NodeJS.Signals): void => {
      asked ??= now();
      if (now() - asked >= SAME_WISH_MS) endAtOnce();
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) source.on(signal, stop);
  });
}
