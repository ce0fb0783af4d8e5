import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOwnContainer } from '../../../src/source/docker/own-container.ts';

const id = 'ab12'.repeat(16);
const own = { id, name: 'logagent', image: 'logagent', labels: {} };
const other = { ...own, id: 'cd34'.repeat(16) };
const mounted = (file: string): string =>
  `22 1 0:20 / /proc rw - proc proc rw\n` +
  `720 700 254:1 /var/lib/docker/containers/${id}/${file} /etc/${file} rw,relatime - ext4 /dev/vda1 rw\n`;

test("the id stands in the path of what Docker mounts from the container's folder", () => {
  for (const file of ['resolv.conf', 'hostname', 'hosts']) {
    const isOwn = isOwnContainer(mounted(file), 'box');
    assert.equal(isOwn(own), true, file);
    assert.equal(isOwn(other), false, file);
  }
});

test('in a pod the sandbox and every container of the pod are its own', () => {
  const isOwn = isOwnContainer(mounted('hosts'), 'logagent-x7k2p');
  const inPod = (pod: string) => ({ ...other, labels: { 'io.kubernetes.pod.name': pod } });
  assert.equal(isOwn(inPod('logagent-x7k2p')), true);
  assert.equal(isOwn(inPod('web-1')), false);
});

test('outside of Docker, or with its folder mounted for reading, there is none', () => {
  const onHost = '22 1 0:20 / /proc rw - proc proc rw\n';
  const reading = '9 1 8:1 /var/lib/docker/containers /var/lib/docker/containers ro - ext4 /dev/sda rw\n';
  for (const mountInfo of [onHost, reading, '']) {
    assert.equal(isOwnContainer(mountInfo, 'node7')(own), false);
    // A pod on this host may bear the host's name.
    const namesake = { ...other, labels: { 'io.kubernetes.pod.name': 'node7' } };
    assert.equal(isOwnContainer(mountInfo, 'node7')(namesake), false);
  }
});
