import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface Log {
  readonly logger: Logger;
  /** Writes out what is buffered, synchronously: for the last moment of the process. */
  flush(): void;
}

export interface LogOptions {
  readonly level: string;
  /** True on a terminal: lines for a person. Otherwise one JSON object a line. */
  readonly pretty: boolean;
  /** Of pretty lines. */
  readonly colours: boolean;
  /** Where pretty lines go; they may have to pass a live view. */
  readonly print: (text: string) => void;
}

/**
 * The agent's own log, on stdout. Writing never waits for the reader: lines are handed to the kernel asynchronously, and
 * when a stalled reader has let 1 MiB pile up, further lines are dropped rather than memory or the data's way held up.
 */
export async function openLog(options: LogOptions): Promise<Log> {
  return options.pretty ? prettyLog(options) : jsonLog(options.level);
}

const STALLED_READER_BYTES = 1024 * 1024;

function jsonLog(level: string): Log {
  const destination = pino.destination({ dest: 1, sync: false, maxLength: STALLED_READER_BYTES });
  // A reader that went away (EPIPE) or a full disk must not end the agent.
  let broken = false;
  destination.on('error', () => {
    broken = true;
  });
  destination.on('drain', () => {
    broken = false;
  });
  const flushSync = destination.flushSync.bind(destination);
  const flush = (): void => {
    // sonic-boom 4 tries for ever to flush what can't be written (ENOSPC), and the process would never end.
    if (broken) return;
    try {
      flushSync();
    } catch {
      // Nobody reads any more.
    }
  };
  // pino itself flushes when the process ends.
  destination.flushSync = flush;
  return { logger: create(level, destination), flush };
}

async function prettyLog({ level, colours, print }: LogOptions): Promise<Log> {
  // Imported here only: the module costs 4 MiB that a daemon never needs.
  const { prettyFactory } = await import('./pretty-log.ts');
  const format = prettyFactory({
    colorize: colours,
    ignore: 'pid,hostname',
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
  });
  const destination = { write: (line: string) => print(withoutC1(format(line))) };
  return { logger: create(level, destination), flush: () => {} };
}

function create(level: string, destination: DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** JSON escapes ESC, but not the C1 controls, of which U+009B begins a terminal sequence. */
function withoutC1(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, '\ufffd');
}
