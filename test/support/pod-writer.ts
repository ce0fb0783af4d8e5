import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rfc3339Nano, type Stream } from './docker-envelope.ts';
import type { PrintOptions } from './docker-writer.ts';
import type { Line } from './lines.ts';
import { OngoingLine, type Printed } from './ongoing-line.ts';

/** containerd's longest part. */
export const CRI_PART_BYTES = 16 * 1024;
const HOUR = 3_600_000_000_000n;

export interface PodOptions {
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  /** Hours that the machine's zone is ahead of UTC. Default 0. */
  readonly zone?: number;
  /** Rotated files and the live one. Default 5, as the kubelet's. */
  readonly maxFiles?: number;
}

/** The kubelet's folder of pods' logs, written to as containerd and the kubelet do. */
export class FakePods {
  readonly podsDir: string;
  readonly containers: FakePod[] = [];

  constructor(podsDir: string) {
    this.podsDir = podsDir;
    fs.mkdirSync(podsDir, { recursive: true });
  }

  create(options: PodOptions = {}): FakePod {
    const pod = new FakePod(this.podsDir, options);
    this.containers.push(pod);
    return pod;
  }

  close(): void {
    for (const container of this.containers) container.close();
  }
}

/** One container of a pod, with its log. */
export class FakePod {
  readonly uid = randomUUID();
  readonly id: string;
  readonly name: string;
  readonly names: readonly string[];
  readonly image = undefined;
  readonly folder: string;
  readonly printed: Printed[] = [];
  readonly #zone: number;
  readonly #maxFiles: number;
  #starts = 0;
  #rotations = 0;
  #tokens = 0;
  #file: number;
  #lastTime = 0n;

  constructor(podsDir: string, options: PodOptions) {
    const { namespace = 'shop', pod = 'web-7d4b9c6f5d-x2x9k', container = 'web' } = options;
    this.#zone = options.zone ?? 0;
    this.#maxFiles = options.maxFiles ?? 5;
    this.id = `${namespace}_${pod}_${this.uid}/${container}`;
    this.name = `${namespace}/${pod}/${container}`;
    this.names = [this.name];
    this.folder = join(podsDir, this.id);
    fs.mkdirSync(this.folder, { recursive: true });
    this.#file = this.#open();
  }

  get logPath(): string {
    return join(this.folder, `${this.#starts}.log`);
  }

  get starts(): number {
    return this.#starts;
  }

  printLine(make: (token: string) => Line, options: PrintOptions = {}): Printed {
    const token = this.#token();
    return this.#begin(token, make(token), options, CRI_PART_BYTES).rest();
  }

  print(text: string, options: PrintOptions = {}): Printed {
    return this.begin(text, options).rest();
  }

  /** Begins a line that is logged in parts of so many bytes, each when it is asked for. */
  begin(text: string, options: PrintOptions = {}, partBytes = CRI_PART_BYTES): OngoingLine {
    const token = this.#token();
    return this.#begin(token, { text: `${text} ${token}`, fields: undefined }, options, partBytes);
  }

  /** As the kubelet and containerd rotate: `late` is done when the new file is there and the old one is still written to. */
  rotate(late: () => void = () => {}): void {
    this.#compress();
    const { logPath } = this;
    const date = new Date(Date.UTC(2026, 10, 28) + 1000 * this.#rotations++)
      .toISOString()
      .replaceAll(/[-:]/g, '');
    fs.renameSync(logPath, `${logPath}.${date.slice(0, 15).replace('T', '-')}`);
    const next = this.#open();
    late();
    fs.closeSync(this.#file);
    this.#file = next;
  }

  /** The container has ended and is started again: its log goes on in another file, and what was before the last one goes. */
  restart(): void {
    this.close();
    this.#starts++;
    for (const name of fs.readdirSync(this.folder))
      if (Number.parseInt(name, 10) < this.#starts - 1) fs.unlinkSync(join(this.folder, name));
    this.#file = this.#open();
  }

  remove(): void {
    this.close();
    fs.rmSync(join(this.folder, '..'), { recursive: true });
  }

  close(): void {
    if (this.#file >= 0) fs.closeSync(this.#file);
    this.#file = -1;
  }

  #open(): number {
    return fs.openSync(this.logPath, 'a', 0o640);
  }

  /** What was rotated before is compressed now, and the oldest goes. */
  #compress(): void {
    const live = basename(this.logPath);
    const rotated = fs.readdirSync(this.folder).filter((name) => name.startsWith(`${live}.`));
    const paths = rotated.sort().map((name) => join(this.folder, name));
    for (const path of paths.splice(0, Math.max(0, paths.length - (this.#maxFiles - 2)))) fs.unlinkSync(path);
    for (const path of paths) {
      if (path.endsWith('.gz')) continue;
      fs.writeFileSync(`${path}.tmp`, gzipSync(fs.readFileSync(path), { level: 1 }));
      fs.renameSync(`${path}.tmp`, `${path}.gz`);
      fs.unlinkSync(path);
    }
  }

  #token(): string {
    return `${this.uid.slice(0, 8)}-${String(++this.#tokens).padStart(7, '0')}`;
  }

  #begin(
    token: string,
    { text, fields, members }: Line,
    { stream = 'stdout', newline = true }: PrintOptions,
    partBytes: number,
  ): OngoingLine {
    const now = this.#now();
    const bytes = Buffer.from(text);
    const inParts = bytes.length > partBytes;
    const printed = { token, stream, text, time: rfc3339Nano(now), fields, members, inParts };
    const parts: Buffer[] = [];
    for (let at = 0; at === 0 || at < bytes.length; at += partBytes) {
      const last = newline && at + partBytes >= bytes.length;
      parts.push(this.#line(now, stream, last ? 'F' : 'P', bytes.subarray(at, at + partBytes)));
    }
    this.printed.push(printed);
    return new OngoingLine(printed, parts, (part) => fs.writeSync(this.#file, part));
  }

  #line(now: bigint, stream: Stream, tag: 'P' | 'F', text: Buffer): Buffer {
    const zone = this.#zone;
    const time = rfc3339Nano(now + BigInt(zone) * HOUR).slice(0, -1);
    const name = zone === 0 ? 'Z' : `${zone < 0 ? '-' : '+'}${String(Math.abs(zone)).padStart(2, '0')}:00`;
    return Buffer.concat([Buffer.from(`${time}${name} ${stream} ${tag} `), text, Buffer.from('\n')]);
  }

  #now(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n);
    this.#lastTime = now > this.#lastTime ? now : this.#lastTime + 1n;
    return this.#lastTime;
  }
}
