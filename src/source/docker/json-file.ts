import type { HostFiles } from '../../host-files.ts';

/** Docker's are some kilobytes; labels and environment of one process make 2 MiB at most, by the kernel's limit. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Docker's nest 8 deep. Millions of levels took JSON.parse seconds and hundreds of megabytes. */
const MAX_DEPTH = 1000;

/** The JSON object in a file that Docker keeps of a container; an empty one when there is none or it nests without end. Throws as `HostFiles.readText` does. */
export function readJsonFile(files: HostFiles, path: string): Record<string, unknown> {
  const text = files.readText(path, MAX_BYTES);
  const tooDeep = text.length > 64 * MAX_DEPTH && isDeeperThan(MAX_DEPTH, text);
  return tooDeep ? {} : parseObject(text);
}

/** Empty when the text is no JSON object. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    return record(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The value if it is an object, or an empty one. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function isDeeperThan(most: number, text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length && depth <= most; at++) {
    const character = text[at];
    if (character === '"') inString = !inString;
    else if (inString) at += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
  }
  return depth > most;
}
