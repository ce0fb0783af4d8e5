import type { Container } from '../../log/block.ts';
import { workloadOf } from './workload.ts';

/**
 * `<namespace>_<pod>_<uid>/<container>`, as the kubelet names folders (pkg/kubelet/kuberuntime/helpers.go). Kubernetes allows no name with an
 * underscore. A static pod's uid is a hash of its manifest.
 */
const ID = /^([a-z0-9][a-z0-9.-]*)_([a-z0-9][a-z0-9.-]*)_([A-Za-z0-9-]+)\/([a-z0-9][a-z0-9.-]*)$/;

/** What a folder's path below the root says of its container; undefined when it is no container's. */
export function containerOf(id: string): Container | undefined {
  const [, namespace, name, uid, container] = ID.exec(id) ?? [];
  if (namespace === undefined || name === undefined || uid === undefined || container === undefined)
    return undefined;
  const workload = `${namespace}-${workloadOf(name)}`;
  return {
    id,
    name: `${namespace}/${name}/${container}`,
    image: '',
    service: workload.endsWith(`-${container}`) ? workload : `${workload}-${container}`,
    labels: {},
    pod: { namespace, name, uid, container },
  };
}
