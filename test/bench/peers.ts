import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './throughput.ts';

/** Another log shipper, given the same data and the same sink. */
export interface Peer {
  readonly name: string;
  readonly config: string;
  readonly version: readonly string[];
  /** Its arguments for a configuration file. */
  readonly args: (config: string) => readonly string[];
}

export const peers: readonly Peer[] = [
  { name: 'fluent-bit', config: 'fluent-bit.yaml', version: ['--version'], args: (file) => ['-c', file] },
  { name: 'vector', config: 'vector.yaml', version: ['--version'], args: (file) => ['--config', file] },
  {
    name: 'filebeat',
    config: 'filebeat.yml',
    version: ['version'],
    args: (file) => ['-c', file, '--strict.perms=false', '-e'],
  },
  { name: 'otelcol', config: 'otelcol.yaml', version: ['--version'], args: (file) => ['--config', file] },
  {
    name: 'rsyslogd',
    config: 'rsyslog.conf',
    version: ['-v'],
    args: (file) => ['-n', '-iNONE', '-f', file],
  },
];

/** What it says of its version, undefined when it is not on PATH. */
export function versionOf({ name, version }: Peer): string | undefined {
  const { status, stdout } = spawnSync(name, version, { encoding: 'utf8' });
  return status === 0 ? (stdout.split('\n')[0] ?? '').replace(/ compiled with:$/, '').trim() : undefined;
}

const folder = fileURLToPath(new URL('./peers', import.meta.url));

/** The peer with its configuration filled in for one run. */
export function program({ name, config, args }: Peer): Program {
  return (logs, sink, stateDir) => {
    const { hostname, port } = new URL(sink.url);
    const values: Readonly<Record<string, string>> = {
      CONTAINERS: logs.dir,
      STATE: stateDir,
      HOST: hostname,
      PORT: port,
      PEERS: folder,
    };
    const template = readFileSync(join(folder, config), 'utf8');
    const file = join(stateDir, config);
    writeFileSync(
      file,
      template.replace(/\{\{([A-Z]+)\}\}/g, (_, key: string) => values[key] ?? ''),
    );
    return [name, ...args(file)];
  };
}
