import { test } from 'node:test';
import { assertNotBelieved } from '../support/unclear-replies.ts';

test('reply-empty: the reply has no body: nothing of it is believed, all its documents go again', (t) =>
  assertNotBelieved(t, 'reply-empty'));
