import type { Container } from '../../log/block.ts';

/**
 * Recognises the container this process runs in.
 *
 * `mountInfo` is the text of `/proc/self/mountinfo`: Docker mounts resolv.conf, hostname and hosts from the container's own
 * folder, which is true for both cgroup versions and any host name. In a Kubernetes pod they are the sandbox's, so there the
 * pod's name decides, which is the host name of its containers and a label of each of them (a label of dockershim's).
 */
export function isOwnContainer(mountInfo: string, hostName: string): (container: Container) => boolean {
  const id = /\/containers\/([0-9a-f]{64})\/(?:resolv\.conf|hostname|hosts) /.exec(mountInfo)?.[1];
  return (container) =>
    id !== undefined && (container.id === id || container.labels['io.kubernetes.pod.name'] === hostName);
}
