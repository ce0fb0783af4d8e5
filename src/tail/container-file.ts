import { readFileSync } from 'node:fs';
import type { Container } from './block.ts';

/** What `config.v2.json` says of a container now. */
export interface ContainerState {
  readonly container: Container;
  readonly running: boolean;
}

/**
 * Parses the text of a `config.v2.json`. Undefined when it is not one of the container `id`: half written, say.
 * Validated by hand: a schema library would cost 80 ms and 13 MiB at start for these five fields.
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
  return { container: { id, name: name.replace(/^\//, ''), image, labels }, running };
}

/** Reads and parses a `config.v2.json`; throws what `fs` throws. */
export function readContainerFile(path: string, id: string): ContainerState | undefined {
  return parseContainerFile(readFileSync(path, 'utf8'), id);
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
