import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostName, isContainerId } from '../src/host-name.ts';

test('the name of the host is what its file says, or that of the machine where it says nothing', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-host-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'hostname');
  assert.equal(hostName(file, 'own'), 'own');
  writeFileSync(file, 'node7.example\n');
  assert.equal(hostName(file, 'own'), 'node7.example');
  for (const text of ['', '\n', 'two words', '\u001b[31m', 'x'.repeat(1000)]) {
    writeFileSync(file, text);
    assert.equal(hostName(file, 'own'), 'own', text);
  }
  rmSync(file);
  mkdirSync(file);
  assert.equal(hostName(file, 'own'), 'own');
});

test('a short id of a container is told from a name', () => {
  assert.equal(isContainerId('c0ffeec0ffee'), true);
  for (const name of ['node7', 'c0ffee', 'c0ffeec0ffee.example', ''])
    assert.equal(isContainerId(name), false, name);
});
