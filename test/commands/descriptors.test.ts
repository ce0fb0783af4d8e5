import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descriptorsRemedy } from '../../src/commands/mistakes/descriptors.ts';

test('enough descriptors: nothing is added', () => {
  assert.equal(descriptorsRemedy("The store can't be used.", 1024), '');
});

test('a limit too low is the cause of whatever failed', () => {
  assert.equal(
    descriptorsRemedy('unable to open database file.', 26),
    ' Raise the limit of open files (ulimit -n), now 26, to 64 and one more for each log file.',
  );
});

test('none left, whatever the limit is', () => {
  assert.equal(
    descriptorsRemedy('EMFILE: too many open files', Number.POSITIVE_INFINITY),
    '. Raise the limit of open files (ulimit -n) to 64 and one more for each log file.',
  );
});

test('the limit of this process is far above', () => {
  assert.equal(descriptorsRemedy('Something else'), '');
});
