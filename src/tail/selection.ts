import picomatch from 'picomatch';
import type { Container } from '../log/block.ts';

/** The part of a container by which it is chosen. */
export interface Named extends Pick<Container, 'id' | 'name' | 'pod' | 'compose'> {
  readonly labels?: Container['labels'];
}

/** Which containers an operator wants, in the words of the options. */
export interface Choice {
  /** Names, ids, id prefixes of six digits or more, globs, `compose:PROJECT/SERVICE`. */
  readonly patterns: readonly string[];
  /** The same, of containers that are left out all the same. */
  readonly exclude?: readonly string[];
  /** Globs over namespaces of Kubernetes; with one, what is in no such namespace is left out. */
  readonly namespaces?: readonly string[];
}

export interface Selection {
  readonly patterns: readonly string[];
  wants(container: Named): boolean;
  /** Patterns that match none of the containers. */
  unmatched(containers: readonly Named[]): string[];
}

type Matches = (container: Named) => boolean;

/**
 * A prefix that is unique now may not be so later, as containers come and go, and short words such as `cafe` are names.
 * Six digits are hit by chance once in 16 million.
 */
const ID_PREFIX = /^[0-9a-f]{6,}$/;
const COMPOSE = 'compose:';
/** Compose calls a container `ID_NAME`, ID being that of the one it replaces, until it takes its place, or for ever when it is ended meanwhile. */
const COMPOSE_REPLACES = /^[0-9a-f]{12}_/;

/** By which a container asks to be left out itself. */
const EXCLUDE_LABEL = 'logagent.exclude';
const MEANS_NO = ['false', 'no', 'off', '0'];
/** Where Docker runs a pod's containers it is told by this label alone. */
const NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';

/** What is left out, by an option or a label of its own, is not wanted whatever else names it. */
export function createSelection({ patterns, exclude = [], namespaces = [] }: Choice): Selection {
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcher(pattern) }));
  const excluded = exclude.map(matcher);
  const inNamespace = namespaces.map(glob);
  const isInside: Matches = ({ pod, labels }) => {
    const namespace = pod?.namespace ?? labels?.[NAMESPACE_LABEL];
    return inNamespace.length === 0 || (namespace !== undefined && inNamespace.some((is) => is(namespace)));
  };
  return {
    patterns,
    wants: (container) =>
      matchers.some(({ matches }) => matches(container)) &&
      isInside(container) &&
      !asksToBeLeftOut(container) &&
      !excluded.some((matches) => matches(container)),
    unmatched: (containers) =>
      matchers.filter(({ matches }) => !containers.some(matches)).map(({ pattern }) => pattern),
  };
}

function matcher(pattern: string): Matches {
  if (pattern.startsWith(COMPOSE)) return ofCompose(pattern.slice(COMPOSE.length));
  const name = pattern.replace(/^\//, '');
  const matchesName = glob(name);
  if (!ID_PREFIX.test(name)) return (container) => namesOf(container).some(matchesName);
  return (container) =>
    namesOf(container).includes(name) || (!container.id.includes('/') && container.id.startsWith(name));
}

/** Of a Compose project, or of one of its services, whatever Compose calls the container. */
function ofCompose(choice: string): Matches {
  const [project = '', service = '*'] = choice.split('/');
  const [isProject, isService] = [glob(project), glob(service)];
  return ({ compose }) => compose !== undefined && isProject(compose.project) && isService(compose.service);
}

function namesOf({ name, compose }: Named): string[] {
  if (compose === undefined || !COMPOSE_REPLACES.test(name)) return [name];
  return [name, name.replace(COMPOSE_REPLACES, '')];
}

function asksToBeLeftOut({ labels }: Named): boolean {
  const label = labels?.[EXCLUDE_LABEL];
  return label !== undefined && !MEANS_NO.includes(label.trim().toLowerCase());
}

/** A pod's container is `namespace/pod/container`: the slashes are of its name. `posix`: `[!a]` is any other letter. */
function glob(pattern: string): (text: string) => boolean {
  const matches = picomatch(pattern, { nonegate: true, bash: true, posix: true });
  // With a second argument, as `some` gives one, it returns an object.
  return (text) => matches(text);
}
