import type { LogName } from '../layout.ts';

interface Sibling extends LogName {
  /** 0 for the live file; the higher the older. */
  readonly age: number;
}

/** The name that the live file has over all rotations. */
export function liveName(containerId: string): string {
  return `${containerId}-json.log`;
}

/**
 * The files of a container's log among a folder's entries, oldest first, the live file last.
 * A compressed file beside its plain one is left out: Docker is still writing it.
 */
export function logNames(containerId: string, entries: readonly string[]): LogName[] {
  const live = liveName(containerId);
  const names: Sibling[] = [];
  const plain = new Set<number>();
  for (const name of entries) {
    if (!name.startsWith(live)) continue;
    const match = /^(?:\.([1-9]\d{0,8})(\.gz)?)?$/.exec(name.slice(live.length));
    if (match === null) continue;
    const age = Number(match[1] ?? 0);
    names.push({ name, age, live: age === 0 });
    if (match[2] === undefined) plain.add(age);
  }
  return names
    .filter(({ name, age }) => !name.endsWith('.gz') || !plain.has(age))
    .sort((a, b) => b.age - a.age);
}
