import { type DestinationStream, type Logger, pino } from 'pino';
import { harmlessJson, harmlessLines } from '../harmless.ts';
import { openLogSink } from './log-sink.ts';

export type { Logger } from 'pino';

export interface Log {
  readonly logger: Logger;
  /** For the last moment of the process: waits until all lines are written, `withinMs` at most. */
  close(withinMs: number): Promise<void>;
}

export interface LogOptions {
  readonly level: string;
  /** True: lines for a person on a terminal. False: one JSON object a line. */
  readonly pretty: boolean;
  /** Whether pretty lines are coloured. */
  readonly colours: boolean;
  /** Writes a pretty line, above the live view where there is one. */
  readonly print: (text: string) => void;
}

/**
 * Opens the agent's own log on stdout. A slow reader never holds up shipping. When one has stalled and 1 MiB waits for it, further lines are
 * dropped; how many is said when it goes on.
 */
export async function openLog(options: LogOptions): Promise<Log> {
  return options.pretty ? prettyLog(options) : jsonLog(options.level);
}

function jsonLog(level: string): Log {
  const sink = openLogSink((dropped) =>
    logger.warn(
      { dropped, remedy: 'read the log faster, or give a higher --log-level' },
      'Lines of this log were dropped because nobody read them; no container line was lost',
    ),
  );
  // People read it on terminals too, by `docker logs`. JSON itself escapes C0 controls alone.
  const logger = create(level, { write: (line) => sink.write(harmlessJson(line)) });
  return { logger, close: (withinMs) => sink.close(withinMs) };
}

async function prettyLog({ level, colours, print }: LogOptions): Promise<Log> {
  // Imported here because the module takes 4 MiB, which a daemon never needs.
  const { prettyFactory } = await import('./pretty-log.ts');
  const format = prettyFactory({
    colorize: colours,
    ignore: 'pid,hostname',
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
  });
  const destination = { write: (line: string) => print(harmlessLines(format(line))) };
  return { logger: create(level, destination), close: async () => {} };
}

function create(level: string, destination: DestinationStream): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
