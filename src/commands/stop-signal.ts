/** A second signal this soon is the same Ctrl-C: the terminal sends it to the program, and npm passes it on once more. */
const SAME_SIGNAL_MS = 500;

/** The part of `process` that is listened to. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/**
 * Resolves at the first SIGTERM, SIGINT (Ctrl-C) or SIGHUP (the terminal was closed). A further signal, half a second later or
 * more, calls `endAtOnce`. `now` gives milliseconds that never run backwards.
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
      if (now() - asked >= SAME_SIGNAL_MS) endAtOnce();
      resolve(signal);
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) source.on(signal, stop);
  });
}
