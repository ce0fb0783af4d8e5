import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLI } from '../support/agent-process.ts';

/** What Node.js does with a native module that was compiled for another version of it. */
const OTHER_NODE = `process.dlopen = () => {
  throw Object.assign(new Error('compiled against a different Node.js version'), { code: 'ERR_DLOPEN_FAILED' });
};`;

const REMEDY = /^better-sqlite3 does not load in Node\.js v\d.*npm rebuild better-sqlite3\.$/m;

for (const command of ['run', 'demo', 'dead list']) {
  test(`better-sqlite3 of another Node.js: ${command} names it and the remedy, and not the folder`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'logagent-native-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const preload = join(folder, 'preload.cjs');
    writeFileSync(preload, OTHER_NODE);
    const state = join(folder, 'state');
    mkdirSync(state);
    writeFileSync(join(state, 'state.db'), 'some state');
    const words = {
      run: ['--containers', 'prod1', '--containers-dir', folder, '--state-dir', state],
      demo: ['demo', '--store-listen', '127.0.0.1:0'],
      'dead list': ['dead', 'list', '--state-dir', state],
    }[command];
    const { status, stderr } = spawnSync(process.execPath, ['--require', preload, CLI, ...(words ?? [])], {
      encoding: 'utf8',
    });
    assert.equal(status, 1, stderr);
    assert.match(stderr, REMEDY);
    assert.doesNotMatch(stderr, /room|writable/);
  });
}
