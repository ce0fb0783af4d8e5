import { harmlessLines } from '../../harmless.ts';
import type { Snapshot } from '../snapshot.ts';
import { type Display, frame } from './live-frame.ts';

/** The part of a terminal's WriteStream that is used. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

export interface LiveViewOptions {
  readonly out: Terminal;
  readonly display: Display;
  readonly snapshot: () => Snapshot;
  /** Milliseconds that never run backwards, such as `performance.now`. */
  readonly now: () => number;
  /** Calls back about every `ms` milliseconds until the returned function is called. */
  readonly every: (ms: number, call: () => void) => () => void;
}

const REDRAW_MS = 250;
/** The time that one bar of the sparkline covers. */
const BAR_MS = 500;
const MOST_BARS = 60;
const BARS_OF_MEAN = 4;

const ESC = '\u001b';
const HIDE_CURSOR = `${ESC}[?25l`;
const SHOW_CURSOR = `${ESC}[?25h`;
/** On terminals that draw block characters two columns wide, the end of a line is cut off instead of wrapped. */
const NO_WRAP = `${ESC}[?7l`;
const WRAP = `${ESC}[?7h`;
const ERASE_LINE = `${ESC}[K`;
const ERASE_BELOW = `${ESC}[J`;

/**
 * A few lines at the foot of a terminal that show the agent's state, redrawn four times a second. Everything else that goes to the
 * same terminal must go through `print`. When `out` is no terminal nothing is drawn.
 *
 * States: idle, drawing after `start`, idle again after `stop`, any number of times. `print` works in both.
 */
export class LiveView {
  readonly #options: LiveViewOptions;
  #cancel: (() => void) | undefined;
  /** Visible widths of the lines on the screen. The cursor stands below them. */
  #drawn: readonly number[] = [];
  /** Documents a second, one for each bar. */
  readonly #rates: number[] = Array.from({ length: MOST_BARS }, () => 0);
  #barBegan = 0;
  #shippedBefore = 0;
  readonly #redraw = (): void => this.#draw();

  constructor(options: LiveViewOptions) {
    this.#options = options;
  }

  start(): void {
    const { out, now, every, snapshot } = this.#options;
    if (!out.isTTY || this.#cancel !== undefined) return;
    this.#barBegan = now();
    this.#shippedBefore = snapshot().shipped;
    this.#cancel = every(REDRAW_MS, this.#redraw);
    out.on('resize', this.#redraw);
    out.write(HIDE_CURSOR);
    this.#draw();
  }

  /** Leaves the last picture on the screen and shows the cursor again. Synchronous; a second call does nothing. */
  stop(): void {
    if (this.#cancel === undefined) return;
    this.#cancel();
    this.#cancel = undefined;
    this.#options.out.off('resize', this.#redraw);
    this.#draw();
    this.#drawn = [];
    this.#options.out.write(SHOW_CURSOR);
  }

  /** Writes whole lines above the picture. What could command the terminal or mislead is replaced. */
  print(text: string): void {
    const { out } = this.#options;
    if (!out.isTTY) {
      out.write(text);
      return;
    }
    const lines = harmlessLines(text.endsWith('\n') ? text : `${text}\n`, () => '?');
    if (this.#cancel === undefined) out.write(lines);
    else out.write(`${this.#toTop()}${ERASE_BELOW}${lines}${this.#picture()}`);
  }

  #draw(): void {
    this.#options.out.write(`${this.#toTop()}${this.#picture()}`);
  }

  /** Moves the cursor to the first line of the picture. A terminal that became narrower has wrapped the lines on it. */
  #toTop(): string {
    const { columns } = sizeOf(this.#options.out);
    const rows = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return rows === 0 ? '\r' : `\r${ESC}[${rows}A`;
  }

  #picture(): string {
    const { out, display, snapshot } = this.#options;
    const { columns, rows } = sizeOf(out);
    const now = snapshot();
    this.#measure(now.shipped);
    const perSecond = now.perSecond ?? mean(this.#rates.slice(-BARS_OF_MEAN));
    const shown = { ...now, perSecond };
    const plain = frame(shown, this.#rates, columns, { ...display, colours: false }).slice(
      0,
      Math.max(1, rows - 1),
    );
    const lines = display.colours ? frame(shown, this.#rates, columns, display) : plain;
    this.#drawn = plain.map((line) => line.length);
    const text = lines.slice(0, plain.length).map((line) => `${line}${ERASE_LINE}\n`);
    return `${NO_WRAP}${text.join('')}${ERASE_BELOW}${WRAP}`;
  }

  /** Closes the current bar once its time is over. When a busy process draws late, the bar covers a longer time. */
  #measure(shipped: number): void {
    const time = this.#options.now();
    const elapsed = time - this.#barBegan;
    if (elapsed < BAR_MS) return;
    this.#rates.shift();
    this.#rates.push(((shipped - this.#shippedBefore) * 1000) / elapsed);
    this.#shippedBefore = shipped;
    this.#barBegan = time;
  }
}

/** A terminal that doesn't know its size reports 0. */
function sizeOf({ columns, rows }: Terminal): { columns: number; rows: number } {
  return { columns: columns || 80, rows: rows || 24 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
