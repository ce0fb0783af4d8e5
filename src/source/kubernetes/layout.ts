import { basename, join, resolve } from 'node:path';
import { HostFiles } from '../../host-files.ts';
import type { Layout, LogName, Metadata } from '../layout.ts';
import { requireFolder } from '../root-folder.ts';
import { isLink } from './is-link.ts';
import { logNames, startOf } from './log-names.ts';
import { PodMetadata } from './pod-metadata.ts';
import { containerOf } from './pod-path.ts';

/**
 * Where the kubelet has container runtimes write their logs: `ROOT/<namespace>_<pod>_<uid>/<container>/N.log`, a file for each start of the
 * container, with siblings `N.log.DATE` and `N.log.DATE.gz`. What is a link is another source's: cri-dockerd links to Docker's file, whose siblings
 * stand in Docker's own folder.
 */
export class PodsLayout implements Layout {
  readonly root: string;
  readonly files: HostFiles;
  readonly levels = 2;
  readonly liveMoves = true;
  /**
   * containerd makes the new file first, and then writes to the old one what it had read of a pipe by then, and the beginning of an
   * unfinished line.
   */
  readonly lateMs: number = LATE_MS;

  constructor(podsDir: string) {
    this.root = resolve(podsDir);
    this.files = new HostFiles([this.root]);
  }

  requireRoot(): void {
    requireFolder({
      path: this.root,
      what: 'folder of pods',
      option: '--pods-dir',
      owner: "The kubelet's folder",
    });
  }

  isLogFolder(id: string): boolean {
    return containerOf(id) !== undefined;
  }

  liveName(): string {
    return '0.log';
  }

  logNames(id: string, entries: readonly string[]): LogName[] {
    return logNames(entries).filter(({ name }) => !isLink(join(this.root, id, name)));
  }

  isCompressed(path: string): boolean {
    return path.endsWith('.gz');
  }

  startOf(path: string): number {
    return startOf(basename(path));
  }

  /** The path tells all. */
  isMetadata(): boolean {
    return false;
  }

  metadata(id: string): Metadata {
    const container = containerOf(id);
    if (container === undefined) throw new Error(`${id} is no folder of a pod's container`);
    return new PodMetadata(join(this.root, id), container);
  }
}

const LATE_MS = 500;
