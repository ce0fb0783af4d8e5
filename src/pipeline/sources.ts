import { statSync } from 'node:fs';
import type { Options } from '../options/options.ts';
import { DockerEnvelope } from '../source/docker/envelope.ts';
import { DockerLayout } from '../source/docker/layout.ts';
import { EitherEnvelope } from '../source/either-envelope.ts';
import type { Envelope } from '../source/envelope.ts';
import { CriEnvelope } from '../source/kubernetes/envelope.ts';
import { PodsLayout } from '../source/kubernetes/layout.ts';
import type { Layout } from '../source/layout.ts';

const DOCKER = '/var/lib/docker/containers';
const PODS = '/var/log/pods';

/** What is read: at least one layout, and the envelope of all their lines. */
export interface Sources {
  readonly layouts: readonly Layout[];
  readonly envelope: Envelope;
}

export type SourceOptions = Pick<Options, 'containersDir' | 'podsDir' | 'allowLinkedLogs'>;

/**
 * The sources that the options name. When they name none: those whose usual folder there is. Throws a sentence with the remedy when there is
 * none. A folder that can't be read is not missing: `Layout.requireRoot` tells why it can't.
 */
export function sourcesOf(options: SourceOptions, usual = { docker: DOCKER, pods: PODS }): Sources {
  const { allowLinkedLogs } = options;
  let { containersDir: docker, podsDir: pods } = options;
  if (docker === undefined && pods === undefined) {
    docker = isThere(usual.docker) ? usual.docker : undefined;
    pods = isThere(usual.pods) ? usual.pods : undefined;
    if (docker === undefined && pods === undefined)
      throw new Error(
        `There is neither ${usual.docker} (Docker) nor ${usual.pods} (Kubernetes). Name the folder with --containers-dir or --pods-dir.`,
      );
  }
  const layouts = [
    ...(docker === undefined ? [] : [new DockerLayout(docker, allowLinkedLogs)]),
    ...(pods === undefined ? [] : [new PodsLayout(pods)]),
  ];
  // On its own Docker's has no line looked at twice.
  const envelope =
    pods === undefined ? new DockerEnvelope() : new EitherEnvelope(new DockerEnvelope(), new CriEnvelope());
  return { layouts, envelope };
}

function isThere(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}
