import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';

/** What Docker notes of a container. */
export interface ConfiguredContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly logPath: string;
  readonly running: boolean;
  /** When it ended last; none: it has not run, or not ended yet. */
  readonly finishedAt?: string;
}

/** Writes `config.v2.json` as Docker does: a temporary file that is renamed. */
export function writeContainerConfig(folder: string, container: ConfiguredContainer): void {
  const path = join(folder, 'config.v2.json');
  const temporary = join(folder, `.tmp-config.v2.json${randomBytes(4).readUInt32LE()}`);
  fs.writeFileSync(temporary, JSON.stringify(config(container)), { mode: 0o600 });
  fs.renameSync(temporary, path);
}

function config({ id, name, image, labels, logPath, running, finishedAt }: ConfiguredContainer): object {
  return {
    StreamConfig: {},
    State: {
      Running: running,
      Paused: false,
      Restarting: false,
      Dead: false,
      Pid: running ? 4711 : 0,
      FinishedAt: finishedAt ?? '0001-01-01T00:00:00Z',
    },
    ID: id,
    Created: '2024-05-01T09:52:09.570906007Z',
    Managed: false,
    Path: 'httpd-foreground',
    Args: [],
    Config: {
      Hostname: id.slice(0, 12),
      Tty: false,
      Env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
      Image: image,
      Labels: labels,
    },
    Image: `sha256:${'e4c58958181a5925816faa528ce959e4'.repeat(2)}`,
    NetworkSettings: { Bridge: '', Ports: {} },
    LogPath: logPath,
    Name: `/${name}`,
    Driver: 'overlay2',
    OS: 'linux',
    RestartCount: 0,
    HasBeenStartedBefore: true,
  };
}
