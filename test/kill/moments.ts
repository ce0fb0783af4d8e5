import { readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** When a life ends: while the agent starts, right as it writes its state, right as a log is rotated, or whenever. */
export type Moment = 'start-up' | 'save' | 'rotation' | 'any';

export interface Folders {
  readonly state: string;
  readonly containers: string;
}

/** An agent is up in about 0.3 s on an idle machine. */
const START_UP_MS = 450;
/** A write and a rotation last about so long. */
const WITHIN_MS = 4;

export function chooseMoment(random: () => number): Moment {
  const dice = random();
  if (dice < 0.2) return 'start-up';
  if (dice < 0.4) return 'save';
  return dice < 0.6 ? 'rotation' : 'any';
}

export interface Life {
  readonly folders: Folders;
  readonly random: () => number;
  /** Resolves when something of this life has been delivered. */
  readonly delivers: () => Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly over: Promise<unknown>;
}

/** Resolves at such a moment of a life that begins now, or when it is over before. */
export async function comes(moment: Moment, { folders, random, delivers, over }: Life): Promise<void> {
  if (moment === 'start-up') return first(sleep(random() * START_UP_MS), over);
  await first(delivers(), over);
  await first(sleep(random() * (moment === 'any' ? 1800 : 900)), over);
  if (moment === 'any') return;
  const { path, name } = moment === 'save' ? stateLog(folders) : someLog(folders, random);
  await changed(path, name, over);
  // Half of the time at once: then the change has only begun.
  if (random() < 0.5) await sleep(random() * WITHIN_MS);
}

function stateLog({ state }: Folders) {
  return { path: state, name: /^state\.db-wal$/ };
}

function someLog({ containers }: Folders, random: () => number) {
  const ids = readdirSync(containers);
  const id = ids[Math.floor(random() * ids.length)] ?? '';
  return { path: join(containers, id), name: /-json\.log\.1(\.gz)?$/ };
}

/** Resolves with the next event of such a file. */
async function changed(folder: string, name: RegExp, over: Promise<unknown>): Promise<void> {
  const watcher = watch(folder);
  const event = new Promise<void>((resolve) => {
    watcher.on('change', (_, file) => name.test(String(file)) && resolve());
  });
  await first(event, over);
  watcher.close();
}

async function first(...promises: Promise<unknown>[]): Promise<void> {
  await Promise.race(promises);
}
