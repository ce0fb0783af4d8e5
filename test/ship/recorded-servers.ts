import { readdirSync, readFileSync } from 'node:fs';

/** An answer of a real server. */
export interface Recorded {
  /** 0 when there was no answer within half a minute. */
  readonly status: number;
  readonly body: string;
}

const folder = new URL('recorded/', import.meta.url);

/** What each server answered to each request of test/ship/mistakes.ts, by its name: `elasticsearch-7.6.2`. */
export const recordedServers: ReadonlyMap<string, Readonly<Record<string, Recorded>>> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [
      name.replace(/\.json$/, ''),
      JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, Recorded>,
    ]),
);
