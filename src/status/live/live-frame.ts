import { harmless } from '../../harmless.ts';
import type { Snapshot } from '../snapshot.ts';

/** A piece of a line and its style. Widths are those of the text alone. */
type Piece = readonly [text: string, style?: keyof typeof SGR];

const SGR = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
const ESC = '\u001b';

/** The abilities of a terminal. */
export interface Display {
  readonly colours: boolean;
  /** False: only ASCII is drawn. */
  readonly unicode: boolean;
}

/** Characters that are one column wide. `bars` rise from empty to full. */
interface Glyphs {
  readonly bars: string;
  readonly arrow: string;
  readonly cut: string;
}

const UNICODE: Glyphs = { bars: ' ▁▂▃▄▅▆▇█', arrow: ' → ', cut: '…' };
const ASCII: Glyphs = { bars: ' .:-=+*#@', arrow: ' -> ', cut: '~' };
const MOST_STAT_LINES = 2;

/**
 * The 2 to 4 lines of one picture, without line ends. Each is narrower than `columns`, so that no terminal wraps it.
 * `rates` are documents a second, oldest first; as many of the newest as fit are drawn.
 */
export function frame(
  snapshot: Snapshot,
  rates: readonly number[],
  columns: number,
  { colours, unicode }: Display,
): string[] {
  const glyphs = unicode ? UNICODE : ASCII;
  const width = Math.max(1, columns - 1);
  const stats = flow(statistics(snapshot), width).slice(0, MOST_STAT_LINES);
  const lines = [
    sparkline(snapshot, rates, width, glyphs),
    ...stats,
    ...where(snapshot, width, stats.length, glyphs),
  ];
  return lines.map((pieces) => paint(cut(pieces, width, glyphs), colours));
}

function sparkline(snapshot: Snapshot, rates: readonly number[], width: number, { bars }: Glyphs): Piece[] {
  const rate = ` ${grouped(Math.round(snapshot.perSecond ?? 0))}/s`;
  const room = Math.max(0, Math.min(rates.length, width - rate.length));
  const shown = room === 0 ? [] : rates.slice(-room);
  const highest = Math.max(1, ...shown);
  const line = shown.map((value) => bars[Math.ceil((value / highest) * (bars.length - 1))] ?? ' ');
  return [
    [line.join(''), 'cyan'],
    [rate, 'bold'],
  ];
}

/** The most important first, because a narrow terminal leaves out the last ones. */
function statistics(s: Snapshot): Piece[][] {
  const stat = (name: string, value: string, style: Piece[1] = 'bold'): Piece[] => [
    [`${name} `, 'dim'],
    [value, style],
  ];
  return [
    stat('shipped', grouped(s.shipped), 'green'),
    ...(s.simplified > 0 ? [stat('simplified', grouped(s.simplified), 'yellow')] : []),
    ...(s.refused > 0 ? [stat('refused', grouped(s.refused), 'red')] : []),
    stat('queue', grouped(s.queue)),
    stat('shippers', grouped(s.shippers)),
    stat('lag', bytes(s.lagBytes)),
    stat('delay', duration(s.delayMs)),
    ...(s.retried > 0 ? [stat('sent again', grouped(s.retried), 'yellow')] : []),
  ];
}

/** The followed containers and the address of their documents, or the reason why nothing can be delivered. */
function where(s: Snapshot, width: number, statLines: number, glyphs: Glyphs): Piece[][] {
  if (!s.ready) return [[[`waiting: ${narrow(s.reason ?? 'not connected yet')}`, 'yellow']]];
  const address = narrow(s.address).replace(/\/\/[^/@]*@/, '//');
  const names = narrow(s.containers.join(', ')) || 'no container yet';
  const curl = `curl '${address.replaceAll("'", '%27')}/_search?q=status:500&pretty'`;
  const room = width - address.length - glyphs.arrow.length;
  const both: Piece[] = [[`${ellipsis(names, room, glyphs)}${glyphs.arrow}`, 'dim'], [address]];
  const first: Piece[] = room >= LEAST_NAME ? both : [[address]];
  // A command that is cut off can't be used.
  return statLines > 1 || curl.length > width ? [first] : [first, [[curl, 'dim']]];
}

/** Container names in fewer columns would not be recognised. */
const LEAST_NAME = 5;

/** Distributes groups over lines, with two spaces between them. No group is split. */
function flow(groups: readonly Piece[][], width: number): Piece[][] {
  const lines: Piece[][] = [];
  let line: Piece[] = [];
  for (const group of groups) {
    if (line.length > 0 && widthOf(line) + 2 + widthOf(group) > width) {
      lines.push(line);
      line = [];
    }
    line.push(...(line.length > 0 ? [['  '] as const] : []), ...group);
  }
  return [...lines, line];
}

function widthOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, [text]) => sum + text.length, 0);
}

function cut(pieces: readonly Piece[], width: number, glyphs: Glyphs): Piece[] {
  let room = width;
  return pieces.map(([text, style]) => {
    const kept = ellipsis(text, room, glyphs);
    room -= kept.length;
    return style === undefined ? [kept] : [kept, style];
  });
}

function ellipsis(text: string, room: number, glyphs: Glyphs): string {
  if (text.length <= room) return text;
  return room < 1 ? '' : `${text.slice(0, room - 1)}${glyphs.cut}`;
}

function paint(pieces: readonly Piece[], colours: boolean): string {
  const painted = pieces.map(([text, style]) =>
    style === undefined || !colours || text === '' ? text : `${ESC}[${SGR[style]}m${text}${ESC}[0m`,
  );
  return painted.join('');
}

/** Names and reasons come from outside. Other characters than ASCII's are replaced too, since they may be wider than one column. */
function narrow(text: string): string {
  return harmless(text, () => '?').replace(/[^ -~]/gu, '?');
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  let size = Math.max(0, value);
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${(ms / 3_600_000).toFixed(1)} h`;
}
