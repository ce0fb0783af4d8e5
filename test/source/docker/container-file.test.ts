import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { HostFiles } from '../../../src/host-files.ts';
import { parseContainerFile, readContainerFile } from '../../../src/source/docker/container-file.ts';
import { containersFolder } from '../../tail/harness.ts';

const id = 'a'.repeat(64);
const file = {
  ID: id,
  Name: '/prod1',
  State: { Running: true },
  Config: { Image: 'httpd:2.4', Labels: { team: 'web', 'com.docker.compose.service': 'web' } },
};

test('name without slash, image and labels', () => {
  assert.deepEqual(parseContainerFile(JSON.stringify(file), id), {
    container: { id, name: 'prod1', image: 'httpd:2.4', labels: file.Config.Labels, service: 'web' },
  });
});

test('when it ended: not while it runs, nor before it has run, nor where that is not told', () => {
  const endOf = (state: object) => parseContainerFile(JSON.stringify({ ...file, State: state }), id)?.ended;
  const at = '2026-08-06T14:00:00.25Z';
  assert.equal(endOf({ Running: false, FinishedAt: at }), at);
  assert.equal(endOf({ Running: false, FinishedAt: '2026-08-06T16:00:00.25+02:00' }), at);
  assert.equal(endOf({ Running: true, FinishedAt: at }), undefined);
  for (const never of ['0001-01-01T00:00:00Z', '', 'yesterday', 5, null, undefined])
    assert.equal(endOf({ Running: false, FinishedAt: never }), undefined);
});

test('the service is what Compose or Swarm says, with its project', () => {
  const serviceOf = (labels: object) =>
    parseContainerFile(JSON.stringify({ ...file, Config: { Labels: labels } }), id)?.container.service;
  const compose = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
  assert.equal(serviceOf(compose), 'shop-web');
  assert.equal(serviceOf({ ...compose, 'com.docker.swarm.service.name': 'shop_web' }), 'shop_web');
  assert.equal(serviceOf({ 'com.docker.compose.project': 'shop' }), undefined);
});

test('project and service of a container that Compose has made', () => {
  const composeOf = (labels: object) =>
    parseContainerFile(JSON.stringify({ ...file, Config: { Labels: labels } }), id)?.container.compose;
  const compose = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' };
  assert.deepEqual(composeOf(compose), { project: 'shop', service: 'web' });
  assert.deepEqual(composeOf({ 'com.docker.compose.project': 'shop' }), { project: 'shop', service: '' });
  assert.equal(composeOf({ 'com.docker.compose.service': 'web' }), undefined);
});

test('what Docker may leave out has a neutral value', () => {
  const bare = JSON.stringify({ ID: id, Name: '/x', Config: { Labels: null } });
  assert.deepEqual(parseContainerFile(bare, id), {
    container: { id, name: 'x', image: '', labels: {} },
  });
});

test('labels that are no strings are left out', () => {
  const odd = JSON.stringify({ ...file, Config: { Labels: { a: 1, b: 'b', c: null } } });
  assert.deepEqual(parseContainerFile(odd, id)?.container.labels, { b: 'b' });
});

test('every beginning of the file is half written, not wrong', () => {
  const text = JSON.stringify(file);
  for (let length = 0; length < text.length; length++) {
    assert.equal(parseContainerFile(text.slice(0, length), id), undefined);
  }
});

test("another container's file, or none at all, is none", () => {
  assert.equal(parseContainerFile(JSON.stringify({ ...file, ID: 'b'.repeat(64) }), id), undefined);
  assert.equal(parseContainerFile(JSON.stringify({ ...file, Name: '/' }), id), undefined);
  assert.equal(parseContainerFile(JSON.stringify({ ...file, Name: 5 }), id), undefined);
  for (const text of ['null', '[]', '1', '"x"', '{}']) assert.equal(parseContainerFile(text, id), undefined);
});

test('no JSON whatever makes it throw', () => {
  const odd = fc.record({ Name: fc.jsonValue(), State: fc.jsonValue(), Config: fc.jsonValue() });
  fc.assert(fc.property(odd, (value) => void parseContainerFile(JSON.stringify({ ...value, ID: id }), id)));
});

test('what nests without end is none before JSON.parse sees it, brackets in strings are none', (t) => {
  const path = join(containersFolder(t), 'config.v2.json');
  for (const text of ['['.repeat(3_000_000), `{"a":${'{"a":['.repeat(600_000)}`]) {
    fs.writeFileSync(path, text);
    assert.equal(readContainerFile(new HostFiles([tmpdir()]), path, id), undefined);
  }
  const labels = { manifest: '[{"\\'.repeat(100_000), deep: JSON.stringify('}]'.repeat(1000)) };
  fs.writeFileSync(path, JSON.stringify({ ...file, Config: { Image: 'x', Labels: labels } }));
  assert.deepEqual(readContainerFile(new HostFiles([tmpdir()]), path, id)?.container.labels, labels);
});
