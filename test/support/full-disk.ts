import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AgentProcess } from './agent-process.ts';

/** A folder on a disk that can be full, and have room again. */
export interface SmallDisk {
  readonly folder: string;
  /** From now on no file of the agent grows. */
  fill(agent: AgentProcess): void;
  makeRoom(agent: AgentProcess): void;
}

/**
 * A tmpfs of a few MiB where mounting is allowed. Elsewhere the agent's files are limited in size instead, which SQLite
 * sees as an I/O error: another code, the same outcome.
 */
export function smallDisk(t: TestContext): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder]).status === 0;
  t.after(() => {
    if (mounted) run('umount', '--lazy', folder);
    rmSync(folder, { recursive: true });
  });
  return mounted ? tmpfs(folder) : limited(folder);
}

function tmpfs(folder: string): SmallDisk {
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: () => {
      for (const bytes of [65_536, 4096, 1]) writeUntilFull(filler, Buffer.alloc(bytes, 'x'));
    },
    makeRoom: () => rmSync(filler),
  };
}

function writeUntilFull(file: string, bytes: Buffer): void {
  try {
    for (;;) writeFileSync(file, bytes, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function limited(folder: string): SmallDisk {
  const limit = (agent: AgentProcess, bytes: string): void => {
    run('prlimit', '--pid', String(agent.pid), `--fsize=${bytes}:unlimited`);
  };
  return {
    folder,
    fill: (agent) => limit(agent, String(statSync(join(folder, 'state', 'state.db-wal')).size)),
    makeRoom: (agent) => {
      if (agent.running) limit(agent, 'unlimited');
    },
  };
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}
