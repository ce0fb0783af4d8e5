import { parseContainers, parseGlob } from './glob-values.ts';
import { list, single } from './option-row.ts';
import { folder, noContainers, optional } from './option-values.ts';

/** The options that say which containers are followed and where their logs are; a part of `optionTable`. */
export const sourceTable = {
  containers: list(
    '--containers <names>',
    '',
    'containers to follow: names, ids, id prefixes, globs or compose:PROJECT/SERVICE, comma-separated',
    parseContainers,
    // The alias is the name that the original logagent used for the one container to follow.
    { alias: 'SOURCE_CONTAINER', none: noContainers },
  ),
  exclude: list(
    '--exclude <names>',
    '',
    'containers that are not followed all the same, written as for --containers; so is one with the label logagent.exclude',
    parseContainers,
  ),
  namespaces: list(
    '--namespaces <names>',
    '',
    'follow containers of pods in these namespaces of Kubernetes only: names or globs, comma-separated',
    parseGlob,
  ),
  containersDir: single(
    '--containers-dir <dir>',
    '',
    "Docker's folder of containers; default, unless --pods-dir is given: /var/lib/docker/containers where it is",
    optional(folder),
  ),
  podsDir: single(
    '--pods-dir <dir>',
    '',
    "the kubelet's folder of pods' logs; default, unless --containers-dir is given: /var/log/pods where it is",
    optional(folder),
  ),
  allowLinkedLogs: list(
    '--allow-linked-logs <dirs>',
    '',
    "folders outside of Docker's own that logs may be links to, comma-separated",
    folder,
  ),
};
