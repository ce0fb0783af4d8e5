import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { FakeContainer } from '../../support/docker-writer.ts';
import { type Ground, type Nuisance, renewed } from './nuisance.ts';

const RENEW_MS = 20_000;

/** What stands in the place of a container's metadata or of its log, and is no such file. */
export function places(ground: Ground): Nuisance[] {
  const shadow = join(ground.outside, 'shadow');
  const config = ({ folder }: FakeContainer): string => join(folder, 'config.v2.json');
  const log = ({ logPath }: FakeContainer): string => logPath;
  const rotated = ({ logPath }: FakeContainer): string => `${logPath}.1`;
  const ways: readonly (readonly [(container: FakeContainer) => string, (path: string) => void])[] = [
    [config, pipe],
    [config, (path) => fs.symlinkSync('/dev/zero', path)],
    [config, (path) => sparse(path, 1e12)],
    [config, (path) => fs.writeFileSync(path, '['.repeat(5_000_000))],
    [config, (path) => fs.writeFileSync(path, '['.repeat(3_000_000))],
    [config, (path) => fs.mkdirSync(path)],
    [config, (path) => fs.symlinkSync(shadow, path)],
    [log, pipe],
    [log, (path) => fs.symlinkSync('/dev/zero', path)],
    [log, (path) => fs.symlinkSync(shadow, path)],
    [log, (path) => fs.symlinkSync(path, path)],
    [rotated, (path) => fs.symlinkSync(shadow, path)],
  ];
  const puts = ways.map(([pathOf, put]) => (container: FakeContainer) => {
    fs.rmSync(pathOf(container), { force: true });
    put(pathOf(container));
  });
  return [renewed(ground, RENEW_MS, puts)];
}

function pipe(path: string): void {
  execFileSync('mkfifo', [path]);
}

function sparse(path: string, bytes: number): void {
  fs.writeFileSync(path, '');
  fs.truncateSync(path, bytes);
}
