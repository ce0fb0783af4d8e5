import type { LogName } from '../layout.ts';

/**
 * `N.log`, N being the container's start; `N.log.20261128-125235` once rotated, in the machine's zone, and then `.gz`. What ends with
 * `.tmp` is being compressed.
 */
const NAME = /^(0|[1-9]\d{0,8})\.log(?:\.(\d{8}-\d{6})(\.gz)?)?$/;

interface Named extends LogName {
  readonly start: number;
  /** Empty: not rotated. */
  readonly date: string;
}

/**
 * The files of a container's log among its folder's entries, oldest first. The live one is that of the last start without a date. A compressed
 * file beside its plain one is left out.
 */
export function logNames(entries: readonly string[]): LogName[] {
  const plain = new Set(entries);
  const names: Named[] = [];
  let last = -1;
  for (const name of entries) {
    const [, digits, date = '', gz] = NAME.exec(name) ?? [];
    if (digits === undefined || (gz !== undefined && plain.has(name.slice(0, -gz.length)))) continue;
    const start = Number(digits);
    last = Math.max(last, start);
    names.push({ name, start, date, live: false });
  }
  return names
    .sort((a, b) => a.start - b.start || order(a.date, b.date))
    .map(({ name, start, date }) => ({ name, live: start === last && date === '' }));
}

/** The container's start by the name of a file of its log. */
export function startOf(name: string): number {
  return Number(NAME.exec(name)?.[1] ?? 0);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  return a < b ? -1 : 1;
}
