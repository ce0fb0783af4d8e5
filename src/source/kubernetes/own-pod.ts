import type { Container } from '../../log/block.ts';

/**
 * Recognises the containers of the pod this process runs in; of none when it runs in no pod.
 *
 * `mountInfo` is the text of `/proc/self/mountinfo`: the kubelet mounts each container's termination log and its hosts file from the folder that it
 * keeps for the pod, by the pod's uid.
 */
export function isOwnPod(mountInfo: string): (container: Container) => boolean {
  const uid = /\/pods\/([0-9A-Za-z-]{32,36})\/(?:containers\/|etc-hosts )/.exec(mountInfo)?.[1];
  return ({ pod }) => uid !== undefined && pod?.uid === uid;
}
