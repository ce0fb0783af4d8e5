import type { LogName } from '../layout.ts';

interface Sibling extends LogName {
  /** Its name without `.gz`. */
  readonly plain: string;
  /** Lower is older. */
  readonly order: readonly [rank: number, within: bigint];
}

/** Docker's numbers, or what logrotate puts there: a number, or with `dateext` a date in digits and, by `dateformat`, more of them. */
const TAG = '[.-]([1-9]\\d*(?:[-._]\\d+)*)';
const ROTATED = new RegExp(`^(?:\\.log${TAG}|${TAG}\\.log)(\\.gz)?$`);
/** No log has so many old files: a number of more digits is a date, or seconds since 1970. */
const NUMBER_DIGITS = 7;
/** Who goes over from dates to numbers has dates that are older. */
const RANKS = { date: 0, number: 1, live: 2 };

/** The name that the live file has over all rotations. */
export function liveName(containerId: string): string {
  return `${containerId}-json.log`;
}

/**
 * The files of a container's log among a folder's entries, oldest first, the live file last: Docker's `.N` and `.N.gz`, and those of logrotate, with
 * dates in place of numbers (`-json.log-20260806`), and before the extension where it is told to keep it (`-json-20260806.log`).
 * A compressed file beside its plain one is left out: it is still being written.
 */
export function logNames(containerId: string, entries: readonly string[]): LogName[] {
  const live = liveName(containerId);
  const all = `${containerId}-json`;
  const siblings: Sibling[] = [];
  for (const name of entries) {
    if (name === live) siblings.push({ name, plain: name, live: true, order: [RANKS.live, 0n] });
    else if (name.startsWith(all)) {
      const match = ROTATED.exec(name.slice(all.length));
      if (match !== null) siblings.push(rotatedFile(name, match));
    }
  }
  const names = new Set(siblings.map(({ name }) => name));
  return siblings
    .filter(({ name, plain }) => name === plain || !names.has(plain))
    .sort(({ order: a }, { order: b }) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
    .map(({ name, live }) => ({ name, live }));
}

function rotatedFile(name: string, [, behind, before, gz = '']: RegExpExecArray): Sibling {
  const digits = (behind ?? before ?? '').replace(/\D/g, '');
  const isNumber = digits.length <= NUMBER_DIGITS;
  return {
    name,
    plain: name.slice(0, name.length - gz.length),
    live: false,
    order: isNumber ? [RANKS.number, -BigInt(digits)] : [RANKS.date, BigInt(digits)],
  };
}
