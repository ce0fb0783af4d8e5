import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HostFiles } from '../../src/host-files.ts';
import type { ContainerState, Layout, LogName, Metadata, WatchFile } from '../../src/source/layout.ts';

/** A file of a log: the start of the container, the time of its rotation (none: not rotated), compressed or not. */
const NAME = /^(\d+)\.log(?:\.(\d{8}-\d{6})(\.gz)?)?$/;

/** The container's name, and whether it has ended. Without this file it has the name of its folder. */
export const ABOUT = 'about';

/**
 * A second source for tests, in the manner of Kubernetes: `ROOT/POD/CONTAINER/N.log`, where each start of the container writes
 * to a file of its own and a rotated file bears its date.
 */
export class PodsLayout implements Layout {
  readonly root: string;
  readonly files: HostFiles;
  readonly levels = 2;
  readonly liveMoves = true;
  readonly lateMs = 0;

  constructor(root: string) {
    this.root = root;
    this.files = new HostFiles([root]);
  }

  requireRoot(): void {
    readdirSync(this.root);
  }

  isLogFolder(id: string): boolean {
    return !id.endsWith('.tmp');
  }

  liveName(): string {
    return '0.log';
  }

  logNames(_id: string, entries: readonly string[]): LogName[] {
    const found = entries.flatMap((name) => {
      const [whole, start, date, gz] = NAME.exec(name) ?? [];
      return whole === undefined || start === undefined ? [] : [{ name, start: Number(start), date, gz }];
    });
    const last = Math.max(...found.map(({ start }) => start));
    return found
      .filter(({ name, gz }) => gz === undefined || !entries.includes(name.slice(0, -gz.length)))
      .map(({ name, start, date }) => ({ name, start, date, live: start === last && date === undefined }))
      .sort((a, b) => a.start - b.start || (a.date ?? '9').localeCompare(b.date ?? '9'));
  }

  isCompressed(path: string): boolean {
    return path.endsWith('.gz');
  }

  startOf(path: string): number {
    return Number(NAME.exec(basename(path))?.[1]);
  }

  isMetadata(path: string): boolean {
    return basename(path) === ABOUT;
  }

  metadata(id: string, watch: WatchFile): Metadata {
    return new About(join(this.root, id, ABOUT), id, watch);
  }
}

class About implements Metadata {
  readonly path: string;
  known = false;
  readonly #id: string;
  readonly #watch: WatchFile;
  #seen: string | undefined;
  #watched = false;

  constructor(path: string, id: string, watch: WatchFile) {
    this.path = path;
    this.#id = id;
    this.#watch = watch;
  }

  look(): ContainerState | 'same' | 'missing' {
    this.known = statSync(dirname(this.path), { throwIfNoEntry: false }) !== undefined;
    if (!this.known) return 'missing';
    const text = this.#read();
    if (text === this.#seen) return 'same';
    if (text !== '') {
      this.#watch(this.path, this.#watched);
      this.#watched = true;
    }
    this.#seen = text;
    const [name = '', ended] = text.split('\n');
    const id = this.#id;
    return {
      container: { id, name: name || basename(id), image: '', labels: {} },
      ...(ended === 'ended' && { ended: '2024-05-02T00:00:00Z' }),
    };
  }

  #read(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch {
      return '';
    }
  }
}
