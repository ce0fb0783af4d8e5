import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutSecrets } from '../../src/commands/mistakes/hidden-secrets.ts';

test('keys and passwords are crossed out at their own length, and nothing else is', () => {
  assert.deepEqual(
    withoutSecrets([
      ...['node', 'cli.js', '--api-key', 'abc', '--api-key=de=', '--index', 'logs'],
      '--elasticsearch=http://user:p@s:s@es01:9200,https://es02,https://u:q@es03',
    ]),
    [
      ...['node', 'cli.js', '--api-key', 'xxx', '--api-key=xxx', '--index', 'logs'],
      '--elasticsearch=http://user:xxxxx@es01:9200,https://es02,https://u:x@es03',
    ],
  );
});

test('a command line without secrets stays as it is', () => {
  assert.equal(withoutSecrets(['node', 'cli.js', '--elasticsearch', 'http://es01:9200']), undefined);
  assert.equal(withoutSecrets(['node', 'cli.js', '--api-key']), undefined);
});

test('a password is crossed out up to the last @ of its address, whatever it holds', () => {
  for (const password of ['a/b', '1/2', 'a@b/c@d', 'a,b', '?#:', 'https://x'])
    assert.deepEqual(
      withoutSecrets([`http://es00,https://u:${password}@es01:9200,http://u:${password}@es02`]),
      [
        `http://es00,https://u:${'x'.repeat(password.length)}@es01:9200,http://u:${'x'.repeat(password.length)}@es02`,
      ],
    );
});
