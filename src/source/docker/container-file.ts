import type { HostFiles } from '../../host-files.ts';
import { isRfc3339 } from '../../scan/read-dates.ts';
import type { ContainerState } from '../layout.ts';

/**
 * Parses the text of a `config.v2.json`. Undefined when it is not one of the container `id`: half written, say.
 * Validated by hand: a schema library would cost 80 ms and 13 MiB at start for these six fields.
 */
export function parseContainerFile(text: string, id: string): ContainerState | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const file = record(json);
  const { Name: name } = file;
  if (file.ID !== id || typeof name !== 'string' || name.length < 2) return undefined;
  const config = record(file.Config);
  const image = typeof config.Image === 'string' ? config.Image : '';
  const labels = strings(record(config.Labels));
  const running = record(file.State).Running === true;
  const service = serviceOf(labels);
  const created = typeof file.Created === 'string' && isRfc3339(file.Created) ? file.Created : undefined;
  const container = {
    ...{ id, name: name.replace(/^\//, ''), image, labels },
    ...(service !== undefined && { service }),
    ...(created !== undefined && { created }),
  };
  return { container, running };
}

/** Swarm's name of a service has the stack's in front; Compose tells project and service apart. */
function serviceOf(labels: Readonly<Record<string, string>>): string | undefined {
  const inSwarm = labels['com.docker.swarm.service.name'];
  if (inSwarm !== undefined) return inSwarm;
  const service = labels['com.docker.compose.service'];
  const project = labels['com.docker.compose.project'];
  return service === undefined || project === undefined ? service : `${project}-${service}`;
}

/** Docker's are some kilobytes; labels and environment of one process make 2 MiB at most, by the kernel's limit. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Docker's nests 8 deep. Millions of levels took JSON.parse seconds and hundreds of megabytes. */
const MAX_DEPTH = 1000;

/** Reads and parses a `config.v2.json`, which is none when it nests without end; throws as `HostFiles.readText` does. */
export function readContainerFile(files: HostFiles, path: string, id: string): ContainerState | undefined {
  const text = files.readText(path, MAX_BYTES);
  const tooDeep = text.length > 64 * MAX_DEPTH && isDeeperThan(MAX_DEPTH, text);
  return tooDeep ? undefined : parseContainerFile(text, id);
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

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function strings(values: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
