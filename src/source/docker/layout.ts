import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { HostFiles } from '../../host-files.ts';
import type { Layout, LogName, Metadata, WatchFile } from '../layout.ts';
import { requireFolder } from '../root-folder.ts';
import { DockerMetadata } from './docker-metadata.ts';
import { liveName, logNames } from './siblings.ts';
import { CONTAINER_FILE } from './watched-container-file.ts';

const CONTAINER_ID = /^[0-9a-f]{64}$/;

/**
 * Where Docker's json-file driver keeps its logs: `ROOT/ID/ID-json.log` with siblings `.N` and `.N.gz`, the id being 64 hex
 * digits. The live file keeps its name over rotations and starts; `config.v2.json` beside it says what the container is called.
 */
export class DockerLayout implements Layout {
  readonly root: string;
  readonly files: HostFiles;
  readonly levels = 1;
  readonly liveMoves = false;
  /** Docker closes the old file before it makes the new one. */
  readonly lateMs = 0;

  /** `linked`: folders that files may be linked to, besides Docker's data root. */
  constructor(containersDir: string, linked: readonly string[] = []) {
    this.root = resolve(containersDir);
    this.files = new HostFiles([this.root, ...dataRootOf(this.root), ...linked]);
  }

  requireRoot(): void {
    requireFolder({
      path: this.root,
      what: 'containers folder',
      option: '--containers-dir',
      owner: "Docker's folder",
    });
  }

  isLogFolder(id: string): boolean {
    return CONTAINER_ID.test(id);
  }

  liveName(id: string): string {
    return liveName(id);
  }

  logNames(id: string, entries: readonly string[]): LogName[] {
    return logNames(id, entries);
  }

  isCompressed(path: string): boolean {
    return path.endsWith('.gz');
  }

  /** A container that is started again goes on in the same file. */
  startOf(): number {
    return 0;
  }

  isMetadata(path: string): boolean {
    return basename(path) === CONTAINER_FILE;
  }

  metadata(id: string, watch: WatchFile): Metadata {
    const logPath = join(this.root, id, liveName(id));
    return new DockerMetadata(join(this.root, id, CONTAINER_FILE), id, { files: this.files, watch, logPath });
  }
}

/** Docker's own folder, in which the containers folder really stands. None where only that is there, mounted into a container. */
function dataRootOf(containersDir: string): readonly string[] {
  if (!existsSync(containersDir)) return [];
  const above = dirname(realpathSync(containersDir));
  return existsSync(join(above, 'image')) && existsSync(join(above, 'volumes')) ? [above] : [];
}
