import { readdirSync, readlinkSync } from 'node:fs';

/** The paths of a process's open files; one that was deleted ends in ` (deleted)`. */
export function openFilesOf(pid: number | 'self'): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return readlinkSync(`${folder}/${name}`);
    } catch {
      // Closed since.
      return [];
    }
  });
}
