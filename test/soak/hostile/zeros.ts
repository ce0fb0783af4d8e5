import * as fs from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Ground, type Nuisance, renewed } from './nuisance.ts';

const RENEW_MS = 60_000;
const TERABYTE = 2 ** 40;
const STEP = 64 * 2 ** 20;
const MEMBERS = 16;

/** Logs of NULs: holes of a terabyte, one that grows by 64 MiB a second, and NULs that were written. */
export function holes(ground: Ground): Nuisance[] {
  const growing = ground.create();
  const written = ground.create();
  let size = 0;
  const grow = (): void => {
    size += STEP;
    fs.truncateSync(growing.logPath, size);
  };
  const behind = ground.create();
  ground.write(behind, '{"log":"first\\n","stream":"stdout","time":"2024-05-01T10:00:00Z"}\n');
  for (const { logPath } of [ground.create(), behind]) fs.truncateSync(logPath, TERABYTE);
  return [
    { everyMs: 1000, act: grow },
    { everyMs: 1000, act: () => ground.write(written, Buffer.alloc(32 * 1024)) },
  ];
}

/** A rotated file of 1 GiB of compressed NULs. */
export function compressedZeros(ground: Ground): Nuisance[] {
  const member = gzipSync(Buffer.alloc(STEP), { level: 1 });
  const compressed = Buffer.concat(Array.from({ length: MEMBERS }, () => member));
  return [renewed(ground, RENEW_MS, [({ logPath }) => fs.writeFileSync(`${logPath}.1.gz`, compressed)])];
}
