import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { project, run, until } from './commands.ts';

/** A Docker engine on this machine whose folder of containers can be read. */
export interface Engine {
  /** Runs `docker ARGS` and gives its standard output. */
  docker(...args: string[]): Promise<string>;
  /** For programs that are started by hand: DOCKER_HOST and, if the engine has its own plugins, DOCKER_CONFIG. */
  readonly env: NodeJS.ProcessEnv;
  /** The folder that the engine calls `/var/lib/docker/containers`, as this process sees it. */
  readonly containersDir: string;
  /** Ends an engine that was started here; leaves a running one alone. */
  stop(): Promise<void>;
}

/** Scripts beside a checkout that start a private engine and make images without a registry. */
const lab = join(project, '../shared/docker-lab');

/** Images that the scripts beside the checkout can make, in the order of their arguments. */
export interface WantedImages {
  readonly base: readonly string[];
  readonly elasticsearch: readonly string[];
}

/**
 * Uses the engine at DOCKER_HOST; without one starts a private engine whose files lie in a temporary folder,
 * with `images` made where scripts for it are at hand.
 */
export async function startEngine(images?: WantedImages): Promise<Engine> {
  const host = process.env.DOCKER_HOST;
  if (host !== undefined && host !== '') {
    return engineAt({ ...process.env }, process.env.LAB_CONTAINERS, async () => {});
  }
  return existsSync(join(lab, 'up.sh')) ? startLabEngine(images) : startPlainEngine();
}

async function engineAt(
  env: NodeJS.ProcessEnv,
  containersDir: string | undefined,
  stop: () => Promise<void>,
): Promise<Engine> {
  const docker = (...args: string[]): Promise<string> => run('docker', args, { env });
  const root = await docker('info', '--format', '{{.DockerRootDir}}');
  return { docker, env, containersDir: containersDir ?? join(root, 'containers'), stop };
}

// Sockets allow about 100 characters, so that a long TMPDIR is no place for them.
const shortFolder = (): Promise<string> => mkdtemp('/tmp/la.');

async function startLabEngine(images?: WantedImages): Promise<Engine> {
  const folder = await shortFolder();
  const cache = process.env.LAB_CACHE ?? join(process.env.TMPDIR ?? '/tmp', 'logagent-ci-cache');
  const env = { ...process.env, LAB_CACHE: cache };
  if (images) await run(join(lab, 'tools.sh'), [folder], { env });
  const exports = await run(join(lab, 'up.sh'), [folder], { env });
  const variables = Object.fromEntries(
    [...exports.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
  const stop = async (): Promise<void> => {
    await run(join(lab, 'down.sh'), [folder, '--wipe'], { env });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    if (images) {
      await run(join(lab, 'images.sh'), [folder, ...images.base], { env });
      const versions = images.elasticsearch;
      if (versions.length > 0) await run(join(lab, 'es-image.sh'), [folder, ...versions], { env });
    }
    return await engineAt({ ...env, ...variables }, variables.LAB_CONTAINERS, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Debian's `dockerd` with every file in one folder and no network: enough for containers that only print. */
async function startPlainEngine(): Promise<Engine> {
  const folder = await shortFolder();
  await mkdir(join(folder, 'data'));
  const daemon = spawn(
    'dockerd',
    [
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['-H', `unix://${folder}/d.sock`, '--pidfile', join(folder, 'pid')],
      ...['--bridge', 'none', '--iptables=false', '--ip-forward=false'],
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => {
    daemon.once('error', () => resolve());
    daemon.once('exit', () => resolve());
  });
  const stop = async (): Promise<void> => {
    daemon.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const env = { ...process.env, DOCKER_HOST: `unix://${folder}/d.sock` };
  try {
    return await until('a private dockerd (is docker.io installed, is this root?)', () => {
      if (daemon.exitCode !== null) throw new Error(`dockerd ended with code ${daemon.exitCode}`);
      return engineAt(env, join(folder, 'data/containers'), stop);
    });
  } catch (error) {
    await stop();
    throw error;
  }
}
