import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerOf } from '../../../src/source/kubernetes/pod-path.ts';
import { isOwn } from '../../../src/source/own-container.ts';

const UID = '0f1c2d3e-4b5a-4697-8877-665544332211';
const container = (uid: string) => containerOf(`logagent_logagent-x2x9k_${uid}/logagent`)!;

test('the pod this process runs in is known by the folder from which the kubelet mounts files', () => {
  for (const root of [
    `/var/lib/kubelet/pods/${UID}/etc-hosts`,
    `/kubelet/pods/${UID}/containers/logagent/1a2b`,
  ]) {
    const is = isOwn(`1046 1035 8:1 ${root} /etc/hosts rw,relatime - ext4 /dev/sda1 rw\n`, 'logagent-x2x9k');
    assert.equal(is(container(UID)), true);
    assert.equal(is(container('ffffffff-4b5a-4697-8877-665544332211')), false);
  }
});

test('outside of a pod nothing is its own', () => {
  const is = isOwn('22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n', 'node1');
  assert.equal(is(container(UID)), false);
});
