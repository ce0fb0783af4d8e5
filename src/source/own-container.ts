import type { Container } from '../log/block.ts';
import { isOwnContainer } from './docker/own-container.ts';
import { isOwnPod } from './kubernetes/own-pod.ts';

/**
 * Recognises the container this process runs in, or the containers of its pod, whatever source tells of them. `mountInfo` is the text of
 * `/proc/self/mountinfo`.
 */
export function isOwn(mountInfo: string, hostName: string): (container: Container) => boolean {
  const [ofDocker, ofPod] = [isOwnContainer(mountInfo, hostName), isOwnPod(mountInfo)];
  return (container) => ofDocker(container) || ofPod(container);
}
