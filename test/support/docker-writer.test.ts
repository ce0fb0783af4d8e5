import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { PART_BYTES } from './docker-envelope.ts';
import { FakeDocker } from './docker-writer.ts';
import { combinedLines, seededRandom } from './lines.ts';

function begin(t: TestContext): FakeDocker {
  const folder = fs.mkdtempSync(join(tmpdir(), 'logagent-support-'));
  const docker = new FakeDocker(join(folder, 'containers'));
  t.after(() => {
    docker.close();
    fs.rmSync(folder, { recursive: true });
  });
  return docker;
}

interface Entry {
  readonly log: string;
  readonly stream: string;
  readonly time: string;
}

const entries = (path: string): Entry[] =>
  fs
    .readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);

test('a container has a folder as Docker makes it', (t) => {
  const docker = begin(t);
  const container = docker.create({ name: 'prod1', image: 'shop:7', labels: { tier: 'web' } });
  assert.match(container.id, /^[0-9a-f]{64}$/);
  assert.equal(fs.statSync(container.folder).mode & 0o777, 0o710);
  assert.equal(fs.statSync(container.logPath).mode & 0o777, 0o640);
  assert.deepEqual(
    fs.readdirSync(container.folder),
    [`${container.id}-json.log`, 'config.v2.json', 'hostconfig.json'].sort(),
  );
  const configPath = join(container.folder, 'config.v2.json');
  assert.equal(fs.statSync(configPath).mode & 0o777, 0o600);
  const config = JSON.parse(fs.readFileSync(configPath, 'utf8'));
  assert.equal(config.Name, '/prod1');
  assert.equal(config.ID, container.id);
  assert.equal(config.Config.Image, 'shop:7');
  assert.deepEqual(config.Config.Labels, { tier: 'web' });
  assert.equal(config.LogPath, container.logPath);
});

test('rename, stop and start rewrite the configuration', (t) => {
  const container = begin(t).create({ name: 'prod1' });
  const config = () => JSON.parse(fs.readFileSync(join(container.folder, 'config.v2.json'), 'utf8'));
  container.rename('prod2');
  assert.equal(config().Name, '/prod2');
  container.stop();
  assert.equal(config().State.Running, false);
  assert.throws(() => container.print('x'), /is stopped/);
  container.start();
  assert.equal(config().State.Running, true);
  container.print('again');
  assert.equal(entries(container.logPath).length, 1);
});

test('what was printed is remembered as it stands in the log', (t) => {
  const container = begin(t).create({ name: 'prod1' });
  const make = combinedLines(seededRandom(1));
  container.printLine(make);
  container.print('plain <b>', { stream: 'stderr' });
  const logged = entries(container.logPath);
  assert.deepEqual(
    logged.map(({ log, stream, time }) => ({ text: log, stream, time })),
    container.printed.map(({ text, stream, time }) => ({ text: `${text}\n`, stream, time })),
  );
  for (const { text, token } of container.printed) assert.ok(text.includes(token));
  assert.equal(new Set(container.printed.map(({ time }) => time)).size, 2);
});

test('parts of two streams can be interleaved; they share their time', (t) => {
  const container = begin(t).create({ name: 'prod1' });
  const out = container.begin('o'.repeat(PART_BYTES + 1));
  const err = container.begin('e'.repeat(PART_BYTES + 1), { stream: 'stderr', newline: false });
  while ([out.part(), err.part()].some(Boolean)) {
    // Both go on until neither has a part left.
  }
  const logged = entries(container.logPath);
  assert.deepEqual(
    logged.map(({ log, stream }) => `${stream} ${log.length === PART_BYTES} ${log.endsWith('\n')}`),
    ['stdout true false', 'stderr true false', 'stdout false true', 'stderr false false'],
  );
  assert.equal(logged[0]?.time, logged[2]?.time);
  assert.equal(`${logged[0]?.log}${logged[2]?.log}`, `${out.printed.text}\n`);
});

test('removing unlinks everything', (t) => {
  const docker = begin(t);
  docker.create({ name: 'prod1' }).remove();
  assert.deepEqual(fs.readdirSync(docker.containersDir), []);
});
