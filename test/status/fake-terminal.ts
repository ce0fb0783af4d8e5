import assert from 'node:assert/strict';
import type { Terminal } from '../../src/status/live/live-view.ts';

/**
 * A terminal's screen, for the control sequences that logagent may send; any other fails the test.
 * It never scrolls: `lines` grows as far as needed.
 */
export class FakeTerminal implements Terminal {
  readonly isTTY: boolean;
  columns: number;
  rows = 24;
  colours = false;
  cursorVisible = true;
  wraps = true;
  /** Everything written, as it came. */
  raw = '';
  readonly lines: string[] = [''];
  row = 0;
  readonly #resizeListeners = new Set<() => void>();
  #column = 0;

  constructor(columns = 80, isTTY = true) {
    this.columns = columns;
    this.isTTY = isTTY;
  }

  on(_event: 'resize', listener: () => void): void {
    this.#resizeListeners.add(listener);
  }

  off(_event: 'resize', listener: () => void): void {
    this.#resizeListeners.delete(listener);
  }

  get listeners(): number {
    return this.#resizeListeners.size;
  }

  /** Wraps the lines on the screen anew, as most terminals do, and tells the program. */
  resize(columns: number): void {
    this.columns = columns;
    const before = this.lines.splice(0, this.lines.length);
    for (const line of before) this.lines.push(...(line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']));
    this.row = this.lines.length - 1;
    for (const listener of this.#resizeListeners) listener();
  }

  write(text: string): void {
    this.raw += text;
    let at = 0;
    while (at < text.length) {
      const sequence = /^\p{Cc}\[(\??)(\d*)([A-Za-z])/u.exec(text.slice(at));
      if (sequence !== null) {
        this.#control(`${sequence[1]}${sequence[3]}`, sequence[2]!);
        at += sequence[0].length;
      } else {
        this.#put(text[at]!);
        at++;
      }
    }
  }

  /** What a person sees, without the empty lines at the end. */
  screen(): string[] {
    const lines = this.lines.map((line) => line.trimEnd());
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  #control(command: string, argument: string): void {
    const count = Number(argument || '1');
    if (command === 'm') return;
    if (command === 'A') {
      assert.ok(count <= this.row, 'the cursor stays on the screen');
      this.row -= count;
    } else if (command === 'K') {
      this.lines[this.row] = this.#line().slice(0, this.#column);
    } else if (command === 'J') {
      this.lines[this.row] = this.#line().slice(0, this.#column);
      this.lines.length = this.row + 1;
    } else if (command === '?h' || command === '?l') this.#mode(argument, command === '?h');
    else assert.fail(`unexpected control sequence ${command}`);
  }

  #mode(mode: string, on: boolean): void {
    if (mode === '25') this.cursorVisible = on;
    else if (mode === '7') this.wraps = on;
    else assert.fail(`unexpected mode ${mode}`);
  }

  #put(character: string): void {
    if (character === '\r') {
      this.#column = 0;
    } else if (character === '\n') {
      this.row++;
      this.#column = 0;
      if (this.row === this.lines.length) this.lines.push('');
    } else {
      assert.ok(character >= ' ' || character === '\t', `control character ${JSON.stringify(character)}`);
      if (this.#column === this.columns) this.#put('\n');
      this.lines[this.row] =
        this.#line().slice(0, this.#column).padEnd(this.#column) +
        character +
        this.#line().slice(this.#column + 1);
      this.#column++;
    }
  }

  #line(): string {
    return this.lines[this.row] ?? '';
  }
}
