import { test } from 'node:test';
import { assertNotBelieved } from '../support/unclear-replies.ts';

test('reply-wrong-count: the reply speaks of fewer documents than were sent: nothing of it is believed, all its documents go again', (t) =>
  assertNotBelieved(t, 'reply-wrong-count'));
