import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ABOUT } from './pods-layout.ts';

let clock = 0;

/** A container's folder two levels below the root, written to as `PodsLayout` says. */
export class PodFolder {
  readonly id: string;
  readonly folder: string;
  /** Every line written, in order. */
  readonly written: string[] = [];
  #starts = 0;
  #rotations = 0;

  constructor(root: string, pod: string, name: string) {
    this.id = `${pod}/${name}`;
    this.folder = join(root, this.id);
    fs.mkdirSync(this.folder, { recursive: true });
    fs.writeFileSync(this.live, '');
  }

  get live(): string {
    return join(this.folder, `${this.#starts}.log`);
  }

  write(...texts: string[]): string[] {
    const lines = texts.map((text) => this.#line(text));
    this.written.push(...lines);
    fs.appendFileSync(this.live, lines.join(''));
    return lines;
  }

  #line(text: string): string {
    return `${String(++clock).padStart(9, '0')} stdout F ${text}\n`;
  }

  raw(text: string): void {
    fs.appendFileSync(this.live, text);
  }

  /** The container is started again: it writes to a new file. */
  start(): void {
    this.#starts++;
    fs.writeFileSync(this.live, '');
  }

  /** Rotates as containerd does: the new file is there before the last lines of the old one. `between` is done before them. */
  async rotateLate(texts: readonly string[], between = async () => {}): Promise<void> {
    const { path, done } = this.beginRotation();
    done();
    await between();
    const lines = texts.map((text) => this.#line(text));
    this.written.push(...lines);
    fs.appendFileSync(path, lines.join(''));
  }

  /** Renames the live file; `done` makes the next one. */
  beginRotation(): { readonly path: string; done(): void } {
    const path = `${this.live}.20240501-${String(++this.#rotations).padStart(6, '0')}`;
    fs.renameSync(this.live, path);
    return { path, done: () => fs.writeFileSync(this.live, '') };
  }

  rotate({ gzip = false } = {}): string {
    const { path, done } = this.beginRotation();
    done();
    if (gzip) this.compress(path);
    return path;
  }

  compress(path: string): void {
    fs.writeFileSync(`${path}.gz`, gzipSync(fs.readFileSync(path)));
    fs.unlinkSync(path);
  }

  /** Files that were rotated and are not compressed, oldest first. */
  get rotated(): string[] {
    const names = fs.readdirSync(this.folder).filter((name) => /\.log\.[\d-]+$/.test(name));
    return names.map((name) => join(this.folder, name)).sort();
  }

  about(name: string, state: 'runs' | 'ended'): void {
    const temporary = join(this.folder, '.about');
    fs.writeFileSync(temporary, `${name}\n${state}`);
    fs.renameSync(temporary, join(this.folder, ABOUT));
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}
