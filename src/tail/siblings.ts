/** A file of a container's log, by its name alone. */
export interface LogName {
  readonly name: string;
  readonly form: 'live' | 'plain' | 'gzip';
  /** 0 for the live file; the higher the older. */
  readonly age: number;
}

export function liveName(containerId: string): string {
  return `${containerId}-json.log`;
}

/**
 * The files of a container's log among a folder's entries, oldest first, the live file last.
 * A compressed file beside its plain one is left out: Docker is still writing it.
 */
export function logNames(containerId: string, entries: readonly string[]): LogName[] {
  const live = liveName(containerId);
  const names: LogName[] = [];
  for (const name of entries) {
    if (!name.startsWith(live)) continue;
    const match = /^(?:\.([1-9]\d{0,8})(\.gz)?)?$/.exec(name.slice(live.length));
    if (match === null) continue;
    const age = Number(match[1] ?? 0);
    names.push({ name, age, form: age === 0 ? 'live' : match[2] === undefined ? 'plain' : 'gzip' });
  }
  const plain = new Set(names.filter(({ form }) => form === 'plain').map(({ age }) => age));
  return names.filter(({ form, age }) => form !== 'gzip' || !plain.has(age)).sort((a, b) => b.age - a.age);
}
