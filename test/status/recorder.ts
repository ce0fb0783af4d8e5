import { type Logger, pino } from 'pino';

export interface LogLine {
  level: number;
  msg: string;
  [field: string]: unknown;
}

export const INFO = 30;
export const WARN = 40;
export const ERROR = 50;

/** A logger that keeps its lines as objects, without their times. */
export function recorder(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (text: string): void => {
    lines.push(JSON.parse(text) as LogLine);
  };
  return { log: pino({ level: 'debug', base: null, timestamp: false }, { write }), lines };
}
