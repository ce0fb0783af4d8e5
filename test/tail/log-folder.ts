import * as fs from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

let clock = 0;

/** Makes a file of so many zeros, which take no disk space, and then a text. */
export function hole(path: string, zeros: number, text = ''): void {
  fs.writeFileSync(path, '');
  fs.truncateSync(path, zeros);
  fs.appendFileSync(path, text);
}

/** Later than every other one. */
function nextTime(): string {
  return `2024-05-01T10:00:00.${String(++clock).padStart(9, '0')}Z`;
}

/** A json-file line, unlike any other by its time. */
export function line(text: string): string {
  return `{"log":${JSON.stringify(`${text}\n`)},"stream":"stdout","time":"${nextTime()}"}\n`;
}

/** One container's folder, written to the way Docker does it. */
export class LogFolder {
  readonly id: string;
  readonly folder: string;
  readonly live: string;
  name: string;
  running = true;
  finishedAt = '0001-01-01T00:00:00Z';
  /** Every line written, in order. */
  readonly written: string[] = [];

  constructor(
    containersDir: string,
    name: string,
    options: { id?: string; config?: boolean; log?: boolean } = {},
  ) {
    this.id = options.id ?? Buffer.from(name.padEnd(32, '.')).toString('hex').slice(0, 64);
    this.name = name;
    this.folder = join(containersDir, this.id);
    this.live = join(this.folder, `${this.id}-json.log`);
    fs.mkdirSync(this.folder);
    if (options.config !== false) this.writeConfig();
    if (options.log !== false) fs.writeFileSync(this.live, '');
  }

  get config(): string {
    return join(this.folder, 'config.v2.json');
  }

  writeConfig(): void {
    const { id, running, finishedAt } = this;
    const config = {
      ID: id,
      Name: `/${this.name}`,
      State: { Running: running, FinishedAt: finishedAt },
      Config: { Image: 'busybox', Labels: { a: 'b' } },
    };
    const temporary = join(this.folder, '.tmp-config.v2.json');
    fs.writeFileSync(temporary, JSON.stringify(config));
    fs.renameSync(temporary, this.config);
  }

  write(...texts: string[]): string[] {
    const lines = texts.map(line);
    this.written.push(...lines);
    fs.appendFileSync(this.live, lines.join(''));
    return lines;
  }

  raw(bytes: string | Buffer): void {
    fs.appendFileSync(this.live, bytes);
  }

  rename(name: string): void {
    this.name = name;
    this.writeConfig();
  }

  setRunning(running: boolean): void {
    this.running = running;
    if (!running) this.finishedAt = nextTime();
    this.writeConfig();
  }

  sibling(age: number, suffix = ''): string {
    return `${this.live}.${age}${suffix}`;
  }

  /** Shifts the siblings, renames the live file and makes a new one; `gzip` compresses the newest sibling. */
  rotate({ gzip = false, maxFile = 10 } = {}): void {
    if (maxFile === 1) {
      fs.unlinkSync(this.live);
      fs.writeFileSync(this.live, '');
      return;
    }
    this.shift(maxFile);
    fs.renameSync(this.live, this.sibling(1));
    fs.writeFileSync(this.live, '');
    if (gzip) this.compress(1);
  }

  /** logrotate's copytruncate. */
  copyAndTruncate({ maxFile = 10 } = {}): void {
    this.shift(maxFile);
    fs.copyFileSync(this.live, this.sibling(1));
    fs.truncateSync(this.live);
  }

  private shift(maxFile: number): void {
    for (const suffix of ['', '.gz']) {
      fs.rmSync(this.sibling(maxFile - 1, suffix), { force: true });
      for (let age = maxFile - 2; age >= 1; age--) {
        if (fs.existsSync(this.sibling(age, suffix)))
          fs.renameSync(this.sibling(age, suffix), this.sibling(age + 1, suffix));
      }
    }
  }

  compress(age: number): void {
    fs.writeFileSync(this.sibling(age, '.gz'), gzipSync(fs.readFileSync(this.sibling(age))));
    fs.unlinkSync(this.sibling(age));
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true });
  }
}
