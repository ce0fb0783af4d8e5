import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { HostFiles } from '../../src/host-files.ts';
import { readContainerFile } from '../../src/source/docker/container-file.ts';
import { DockerLayout } from '../../src/source/docker/layout.ts';
import type { ContainerState, Metadata, WatchFile } from '../../src/source/layout.ts';
import { containersFolder, deaf, LogFolder, RecordingSink, startTail, until } from './harness.ts';

/**
 * Calls `meanwhile` before the second look at the metadata: between the first one and that before a container is told silent it was
 * started again.
 */
function layoutWith(dir: string, meanwhile: () => void): DockerLayout {
  const layout = new DockerLayout(dir);
  layout.metadata = (id: string, watch: WatchFile) => {
    const metadata = DockerLayout.prototype.metadata.call(layout, id, watch);
    const { look } = metadata;
    let looks = 0;
    metadata.look = () => {
      if (++looks === 2) meanwhile();
      return look.call(metadata);
    };
    return metadata;
  };
  return layout;
}

test('silent: a container that ran once more and was removed before it was told silent: its last lines are read', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1');
  prod.setRunning(false);
  const layout = layoutWith(dir, () => {
    lines.push(...prod.write('2', '3'));
    fs.rmSync(prod.folder, { recursive: true });
  });
  const sink = new RecordingSink();
  const { events } = await startTail(t, dir, {
    layout,
    watch: deaf,
    sink,
    scanIntervalMs: 600_000,
  });
  await until(() => events.all.includes('gone prod1'));
  assert.deepEqual(sink.texts.join(''), lines.join(''), events.all.join('\n'));
});

test('silent: a container that was renamed to an unwanted name before it was told silent is not silent before its last lines are read', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1');
  prod.setRunning(false);
  const layout = layoutWith(dir, () => {
    lines.push(...prod.write('2', '3'));
    prod.rename('unwanted');
  });
  const sink = new RecordingSink();
  const early: string[] = [];
  const { silent } = sink;
  sink.silent = (container) => {
    early.push(sink.texts.join(''));
    silent.call(sink, container);
  };
  const { events } = await startTail(t, dir, {
    ...{ layout, watch: deaf, sink, scanIntervalMs: 600_000, patterns: ['prod1'] },
  });
  await until(() => events.all.some((event) => event.startsWith('unwanted')));
  assert.equal(sink.texts.join(''), lines.join(''));
  assert.deepEqual(
    early.filter((text) => text !== lines.join('')),
    [],
    'told silent too early',
  );
});

/** `Metadata.look`: "The state when it is new or may be another one than at the last look". */
class Careful implements Metadata {
  readonly path: string;
  readonly known = true;
  looks = 0;
  readonly #id: string;
  constructor(path: string, id: string) {
    this.path = path;
    this.#id = id;
  }
  look(): ContainerState | 'half written' {
    this.looks++;
    return readContainerFile(new HostFiles([tmpdir()]), this.path, this.#id) ?? 'half written';
  }
}

test('silent: a source whose metadata may always be another one: the stopped container is told silent', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  prod.setRunning(false);
  const layout = new DockerLayout(dir);
  const metadata = new Careful(prod.config, prod.id);
  layout.metadata = () => metadata;
  const sink = new RecordingSink();
  const { stop } = await startTail(t, dir, {
    layout,
    watch: deaf,
    sink,
    scanIntervalMs: 600_000,
  });
  await until(() => sink.silences.length > 0 || metadata.looks >= 20);
  await stop();
  assert.ok(metadata.looks < 20, `${metadata.looks} looks; silences: ${sink.silences.length}`);
  assert.deepEqual(sink.silences, ['prod1']);
});
