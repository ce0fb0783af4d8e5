/** What a container of the project's image can do and what it can't, run as its comment says. */
import assert from 'node:assert/strict';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { until } from '../docker/commands.ts';
import { type Engine, startEngine } from '../docker/engine.ts';

const IMAGE = 'logagent:latest';
const HARDENED = [
  '--read-only',
  '--tmpfs',
  '/tmp',
  '--cap-drop',
  'ALL',
  '--security-opt',
  'no-new-privileges',
];

describe('a container of the image', () => {
  let engine: Engine;
  let folder: string;
  let mounts: string[];
  const names = { producer: `image-test-producer-${process.pid}`, agent: `image-test-agent-${process.pid}` };
  const volume = `image-test-state-${process.pid}`;

  /** Runs a shell command in a hardened container of the image. */
  const sh = (command: string): Promise<string> =>
    engine.docker(
      'run',
      '--rm',
      ...HARDENED,
      ...mounts,
      '--entrypoint',
      'sh',
      IMAGE,
      '-c',
      `exec 2>&1; ${command}`,
    );
  const refused = async (command: string, reason: RegExp): Promise<void> => {
    const answer = await sh(`${command} && echo succeeded || true`);
    assert.match(answer, reason, command);
    assert.doesNotMatch(answer, /succeeded/, command);
  };

  before(async () => {
    engine = await startEngine();
    folder = await mkdtemp('/tmp/logagent-image-');
    await writeFile(join(folder, 'private'), 'of another user\n');
    await chown(join(folder, 'private'), 1000, 1000);
    await chmod(join(folder, 'private'), 0o600);
    const root = await engine.docker('info', '--format', '{{.DockerRootDir}}');
    mounts = [
      ...['-v', `${root}/containers:/var/lib/docker/containers:ro`],
      ...['-v', `${volume}:/var/lib/logagent`, '-v', `${folder}:/of-the-host`],
    ];
    await engine.docker(
      ...['run', '-d', '--name', names.producer, '--log-driver', 'json-file', ...HARDENED, IMAGE],
      ...['produce', '--lines', '500', '--numbered', '--delay-max', '1ms'],
    );
  });

  after(async () => {
    await engine?.docker('rm', '--force', names.producer, names.agent).catch(() => {});
    await engine?.docker('volume', 'rm', '--force', volume);
    await engine?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('reads the logs and descriptions of containers, which belong to root alone', async () => {
    const id = await engine.docker('inspect', '--format', '{{.Id}}', names.producer);
    const path = `/var/lib/docker/containers/${id}`;
    const modes = await sh(`stat -c '%a %u' ${path} ${path}/${id}-json.log ${path}/config.v2.json`);
    assert.deepEqual(modes.split('\n'), ['710 0', '640 0', '600 0']);
    assert.match(await sh(`head -n 1 ${path}/${id}-json.log`), /"log":".* HTTP/);
    assert.match(await sh(`cat ${path}/config.v2.json`), new RegExp(`"Name":"/${names.producer}"`));
  });

  it('has no capability and can gain none', async () => {
    const status = await sh('cat /proc/self/status');
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
      assert.match(status, new RegExp(`^${set}:\\t0+$`, 'm'));
    }
    assert.match(status, /^NoNewPrivs:\t1$/m);
  });

  it('changes nothing in the folder of containers', async () => {
    await refused('touch /var/lib/docker/containers/x', /Read-only file system/);
    await refused('rm -f /var/lib/docker/containers/*/*-json.log', /Read-only file system/);
  });

  it("reads no other user's file and takes none over", async () => {
    await refused('cat /of-the-host/private', /Permission denied/);
    await refused('chown 0 /of-the-host/private', /Operation not permitted/);
    await refused('chmod 0644 /of-the-host/private', /Operation not permitted/);
    await refused('touch /tmp/x && chown 1000 /tmp/x', /Operation not permitted/);
  });

  it('changes nothing of its own program', async () => {
    await refused('touch /app/x', /Read-only file system/);
    await refused('echo 1 >/etc/passwd', /Read-only file system/);
    await refused('mount -t tmpfs none /tmp', /permission denied|must be superuser|not permitted/i);
  });

  it('holds the program and its production dependencies only', async () => {
    assert.deepEqual((await sh('ls /app')).split('\n').sort(), ['dist', 'node_modules', 'package.json']);
    assert.match(
      await sh('ls -d /app/node_modules/typescript; ls -d /app/src || true'),
      /^(.*No such file.*\n?){2}$/,
    );
  });

  it('ships under these restrictions, is healthy, and stops with code 0', async () => {
    await engine.docker(
      ...['run', '-d', '--name', names.agent, ...HARDENED, '--health-interval', '1s', ...mounts, IMAGE],
      ...['--containers', names.producer],
    );
    const search = async (): Promise<string[]> => {
      const found = await engine.docker(
        ...['exec', names.agent, 'node', '/app/dist/cli.js', 'search', 'HTTP', '--limit', '1000', '--json'],
      );
      return found.split('\n').filter((line) => line !== '');
    };
    const documents = await until('500 documents in the embedded store', async () => {
      const found = await search();
      return found.length >= 500 && found;
    });
    assert.equal(documents.length, 500);
    const numbers = documents.map((line) =>
      Number(/[?&]n=(\d+)/.exec(JSON.stringify(JSON.parse(line)))?.[1]),
    );
    assert.equal(new Set(numbers).size, 500, 'each number once');
    const health = (): Promise<string> =>
      engine.docker('inspect', '--format', '{{.State.Health.Status}}', names.agent);
    await until('healthy', async () => (await health()) === 'healthy');
    await engine.docker('stop', '--time', '20', names.agent);
    assert.equal(await engine.docker('inspect', '--format', '{{.State.ExitCode}}', names.agent), '0');
  });
});
