import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { metricDefinitions } from '../../src/status/metrics/metrics.ts';

const rules = fileURLToPath(new URL('../../deploy/prometheus-rules.yaml', import.meta.url));
const tests = fileURLToPath(new URL('rules.yaml', import.meta.url));

function promtool(...args: string[]): void {
  const { status, stdout, stderr, error } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (error) throw new Error(`promtool can't be run: ${error.message}. Debian's package prometheus has it.`);
  assert.equal(status, 0, `${stdout}${stderr}`);
}

test('the alert rules are valid, each fires when it should and not before', () => {
  promtool('check', 'rules', rules);
  promtool('test', 'rules', tests);
});

test('every metric that a rule names exists', () => {
  const known = new Set(metricDefinitions.map(({ name }) => name));
  const named = readFileSync(rules, 'utf8').match(/\blogagent_[a-z_]+/g) ?? [];
  assert.ok(named.length >= 8);
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});
