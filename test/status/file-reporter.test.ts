import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileReporter } from '../../src/status/reporters/file-reporter.ts';
import { INFO, recorder, WARN } from './recorder.ts';

function setUp(isSecret: boolean, isExposed: boolean) {
  const { log, lines } = recorder();
  const file = {
    path: '/etc/logagent/key',
    look: () => {},
    trouble: undefined as string | undefined,
    readings: 1,
    isExposed,
  };
  const reporter = new FileReporter(log, [{ option: '--api-key-file', isSecret, file }]);
  const told = (): unknown[] => lines.splice(0).map(({ level, msg, cause }) => [level, msg, cause]);
  return { reporter, file, told };
}

test('trouble is told once, other trouble again, and a change when it is used', () => {
  const { reporter, file, told } = setUp(true, false);
  reporter.look();
  assert.deepEqual(told(), []);
  const trouble = 'A file cannot be used as it is now, what it held before is used on';
  file.trouble = 'it is empty';
  reporter.look();
  reporter.look();
  assert.deepEqual(told(), [[WARN, trouble, 'it is empty']]);
  file.trouble = 'ENOENT';
  reporter.look();
  assert.deepEqual(told(), [[WARN, trouble, 'ENOENT']]);
  file.trouble = undefined;
  file.readings = 2;
  reporter.look();
  reporter.look();
  assert.deepEqual(told(), [[INFO, 'A file has changed and is used as it is now', undefined]]);
});

test('a secret that others can read is warned of once, also when it becomes so by a change; a certificate never', () => {
  const exposed = [WARN, 'Every user of this machine can read a file with a secret', undefined];
  const secret = setUp(true, true);
  secret.reporter.look();
  assert.deepEqual(secret.told(), [exposed]);
  const later = setUp(true, false);
  later.file.isExposed = true;
  later.file.readings = 2;
  later.reporter.look();
  assert.deepEqual(later.told().at(-1), exposed);
  const certificate = setUp(false, true);
  certificate.reporter.look();
  assert.deepEqual(certificate.told(), []);
});
