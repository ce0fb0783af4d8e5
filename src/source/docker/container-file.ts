import type { HostFiles } from '../../host-files.ts';
import type { Container } from '../../log/block.ts';
import { isRfc3339, readUtcTime } from '../../scan/read-dates.ts';
import type { ContainerState } from '../layout.ts';
import { parseObject, readJsonFile, record } from './json-file.ts';

/**
 * Parses the text of a `config.v2.json`. Undefined when it is not one of the container `id`: half written, say.
 * Validated by hand: a schema library would cost 80 ms and 13 MiB at start for these seven fields.
 */
export function parseContainerFile(text: string, id: string): ContainerState | undefined {
  return stateOf(parseObject(text), id);
}

function stateOf(file: Record<string, unknown>, id: string): ContainerState | undefined {
  const { Name: name } = file;
  if (file.ID !== id || typeof name !== 'string' || name.length < 2) return undefined;
  const config = record(file.Config);
  const image = typeof config.Image === 'string' ? config.Image : '';
  const labels = strings(record(config.Labels));
  const ended = endOf(record(file.State));
  const service = serviceOf(labels);
  const created = typeof file.Created === 'string' && isRfc3339(file.Created) ? file.Created : undefined;
  const container = {
    ...{ id, name: name.replace(/^\//, ''), image, labels },
    ...(service !== undefined && { service }),
    ...composeOf(labels),
    ...(created !== undefined && { created }),
  };
  return { container, ...(ended !== undefined && { ended }) };
}

/** What Docker writes of a container that has not ended yet. */
const NEVER = '0001-01-01T00:00:00Z';

/** Docker notes that a container runs when it does already, and may have printed: until then stands here how the run before it ended. */
function endOf({ Running: running, FinishedAt: at }: Record<string, unknown>): string | undefined {
  return running === true || typeof at !== 'string' || at === NEVER ? undefined : readUtcTime(at);
}

/** Swarm's name of a service has the stack's in front; Compose tells project and service apart. */
function serviceOf(labels: Readonly<Record<string, string>>): string | undefined {
  const inSwarm = labels['com.docker.swarm.service.name'];
  if (inSwarm !== undefined) return inSwarm;
  const service = labels['com.docker.compose.service'];
  const project = labels['com.docker.compose.project'];
  return service === undefined || project === undefined ? service : `${project}-${service}`;
}

/** Of a container that Compose has made. */
function composeOf(labels: Readonly<Record<string, string>>): Pick<Container, 'compose'> {
  const project = labels['com.docker.compose.project'];
  const service = labels['com.docker.compose.service'] ?? '';
  return project === undefined ? {} : { compose: { project, service } };
}

/** Reads and parses a `config.v2.json`, which is none when it nests without end; throws as `HostFiles.readText` does. */
export function readContainerFile(files: HostFiles, path: string, id: string): ContainerState | undefined {
  return stateOf(readJsonFile(files, path), id);
}

function strings(values: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return Object.fromEntries(entries);
}
