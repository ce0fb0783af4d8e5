import picomatch from 'picomatch';

/** The part of a container that a pattern is compared with. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface Selection {
  readonly patterns: readonly string[];
  wants(container: Named): boolean;
  /** Patterns that match none of the containers. */
  unmatched(containers: readonly Named[]): string[];
}

/**
 * A prefix that is unique now may not be so later, as containers come and go, and short words such as `cafe` are names.
 * Six digits are hit by chance once in 16 million.
 */
const ID_PREFIX = /^[0-9a-f]{6,}$/;

/** Matches names (with or without a leading slash), ids, id prefixes of six digits or more, and globs over names. */
export function createSelection(patterns: readonly string[]): Selection {
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcher(pattern) }));
  return {
    patterns,
    wants: (container) => matchers.some(({ matches }) => matches(container)),
    unmatched: (containers) =>
      matchers.filter(({ matches }) => !containers.some(matches)).map(({ pattern }) => pattern),
  };
}

function matcher(pattern: string): (container: Named) => boolean {
  const name = pattern.replace(/^\//, '');
  // A pod's container is `namespace/pod/container`: the slashes are of its name.
  const matchesName = picomatch(name, { nonegate: true, bash: true });
  if (!ID_PREFIX.test(name)) return (container) => matchesName(container.name);
  return (container) =>
    container.name === name || (!container.id.includes('/') && container.id.startsWith(name));
}
