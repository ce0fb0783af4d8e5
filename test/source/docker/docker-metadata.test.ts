import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HostFiles } from '../../../src/host-files.ts';
import { DockerMetadata } from '../../../src/source/docker/docker-metadata.ts';
import { containersFolder, LogFolder } from '../../tail/harness.ts';

function setUp(t: TestContext, options: { log?: boolean } = {}) {
  const prod = new LogFolder(containersFolder(t), 'prod1', options);
  const watched: string[] = [];
  const opened: string[] = [];
  const files = new HostFiles([tmpdir()]);
  const open = files.open.bind(files);
  files.open = (path) => {
    opened.push(path);
    return open(path);
  };
  const metadata = new DockerMetadata(prod.config, prod.id, {
    ...{ files, logPath: prod.live },
    watch: (path) => watched.push(path),
  });
  const hostFile = join(prod.folder, 'hostconfig.json');
  const write = (type: unknown) => fs.writeFileSync(hostFile, JSON.stringify({ LogConfig: { Type: type } }));
  return { prod, metadata, watched, opened, hostFile, write };
}

test('a container whose driver writes json-files, or does not tell, has its log where it is', (t) => {
  const { metadata, write, prod } = setUp(t, { log: false });
  for (const type of ['json-file', '', undefined, 5, null]) {
    write(type);
    prod.writeConfig();
    const state = metadata.look();
    assert.ok(typeof state === 'object' && state.elsewhere === undefined && state.unread === undefined);
  }
});

for (const driver of ['local', 'journald', 'none', 'syslog', 'gelf', 'fluentd', 'awslogs', 'some/plugin:1'])
  test(`log driver ${driver}: the log is nowhere, with cause and remedy`, (t) => {
    const { metadata, write } = setUp(t, { log: false });
    write(driver);
    const state = metadata.look();
    assert.ok(typeof state === 'object' && state.elsewhere === true);
    assert.match(
      state.unread?.cause ?? '',
      new RegExp(`^its log driver is "${driver}" \\(hostconfig\\.json\\)`),
    );
    assert.match(
      state.unread?.remedy ?? '',
      /--log-driver json-file .*"log-driver": "json-file".*daemon\.json/,
    );
    assert.equal(metadata.look(), 'same');
    assert.equal(metadata.known, true);
  });

test('what an earlier driver has left is read, and a log that comes later too', (t) => {
  const { metadata, write, prod } = setUp(t);
  write('journald');
  const before = metadata.look();
  assert.ok(typeof before === 'object' && before.elsewhere === undefined);
  fs.rmSync(prod.live);
  const gone = metadata.look();
  assert.ok(typeof gone === 'object' && gone.elsewhere === true && gone.container.name === 'prod1');
  fs.writeFileSync(prod.live, '');
  const back = metadata.look();
  assert.ok(typeof back === 'object' && back.elsewhere === undefined);
});

test('hostconfig.json is read once, when it is there, and again only when Docker has written both', (t) => {
  const { metadata, write, prod, opened, hostFile, watched } = setUp(t, { log: false });
  assert.ok(typeof metadata.look() === 'object');
  assert.equal(metadata.look(), 'same');
  write('local');
  const told = metadata.look();
  assert.ok(typeof told === 'object' && told.elsewhere === true);
  for (let i = 0; i < 3; i++) assert.equal(metadata.look(), 'same');
  prod.rename('prod2');
  const renamed = metadata.look();
  assert.ok(typeof renamed === 'object' && renamed.elsewhere === true && renamed.container.name === 'prod2');
  assert.equal(opened.filter((path) => path === hostFile).length, 1);
  write('json-file');
  prod.rename('prod3');
  const mended = metadata.look();
  assert.ok(typeof mended === 'object' && mended.elsewhere === undefined);
  assert.ok(!watched.includes(hostFile));
});

const HOSTILE: Readonly<Record<string, (path: string) => void>> = {
  'a named pipe': (path) => void execFileSync('mkfifo', [path]),
  'a link to a device': (path) => fs.symlinkSync('/dev/zero', path),
  'a link out of the root': (path) => fs.symlinkSync('/etc/hostname', path),
  'a link to nowhere': (path) => fs.symlinkSync('/nowhere/at/all', path),
  'a folder': (path) => fs.mkdirSync(path),
  'a sparse file of 1 TB': (path) => {
    fs.writeFileSync(path, '');
    fs.truncateSync(path, 1e12);
  },
  'brackets without end': (path) => fs.writeFileSync(path, '['.repeat(3_000_000)),
  'objects without end': (path) => fs.writeFileSync(path, '{"LogConfig":'.repeat(200_000)),
  'no JSON': (path) => fs.writeFileSync(path, '{"LogConfig":{"Type":"loc'),
  'a list': (path) => fs.writeFileSync(path, '[{"LogConfig":{"Type":"local"}}]'),
  'a driver that is no text': (path) => fs.writeFileSync(path, '{"LogConfig":{"Type":{"a":1}}}'),
};

for (const [what, make] of Object.entries(HOSTILE))
  test(`hostconfig.json is ${what}: it says nothing, and is not read again before it changes`, (t) => {
    const { metadata, hostFile, opened, write } = setUp(t, { log: false });
    make(hostFile);
    const state = metadata.look();
    assert.ok(typeof state === 'object' && state.elsewhere === undefined);
    for (let i = 0; i < 3; i++) assert.equal(metadata.look(), 'same');
    assert.ok(opened.filter((path) => path === hostFile).length <= 1);
    fs.rmSync(hostFile, { recursive: true });
    write('local');
    const told = metadata.look();
    assert.ok(typeof told === 'object' && told.elsewhere === true);
  });

test('a name that is too long is cut', (t) => {
  const { metadata, write } = setUp(t, { log: false });
  write('x'.repeat(100_000));
  const state = metadata.look();
  assert.ok(typeof state === 'object' && (state.unread?.cause.length ?? 0) < 300);
});
