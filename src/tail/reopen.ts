import type { Descriptors } from './descriptors.ts';
import { readFirstLine } from './fingerprint.ts';
import type { Generation } from './generation.ts';
import { GzipBytes } from './gzip-bytes.ts';
import { openLogFile } from './log-file.ts';

/**
 * Opens a resting generation's file again. False when its path is gone or bears another file now, which the first line
 * tells: names shift and inodes are used again. Throws what `fs` throws.
 */
export async function reopen(
  generation: Generation,
  containerId: string,
  descriptors: Descriptors,
): Promise<boolean> {
  const file = openIfThere(generation.path);
  if (file === undefined) return false;
  const { bytes } = file;
  let right = false;
  try {
    if (bytes instanceof GzipBytes)
      right = (await readFirstLine(bytes, containerId, true))?.key === generation.key;
    else right = bytes.beginsWith(generation.first);
  } finally {
    if (!right) await bytes.close();
  }
  if (!right) return false;
  generation.wake(file);
  descriptors.touch(generation);
  return true;
}

function openIfThere(path: string): ReturnType<typeof openLogFile> | undefined {
  try {
    return openLogFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
