import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { writeContainerConfig } from './container-config.ts';
import { envelope, rfc3339Nano, type Stream, splitParts } from './docker-envelope.ts';
import { JsonLogFile, type RotationOptions } from './json-log-file.ts';
import type { Line } from './lines.ts';
import { OngoingLine, type Printed } from './ongoing-line.ts';

export interface ContainerOptions extends RotationOptions {
  readonly name: string;
  /** 64 hex digits; none: random ones. */
  readonly id?: string;
  readonly image?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** False: created, and not told to run yet. Default true. */
  readonly running?: boolean;
  /** Default `json-file`; any other one writes no log. */
  readonly logDriver?: string;
  /** What log-opts add to every line, as JSON. */
  readonly attrs?: string;
}

export interface PrintOptions {
  readonly stream?: Stream;
  /** False: the container's last words, without a newline. */
  readonly newline?: boolean;
}

/** Docker's folder of containers, written to as the engine does. */
export class FakeDocker {
  readonly containersDir: string;
  readonly containers: FakeContainer[] = [];

  constructor(containersDir: string) {
    this.containersDir = containersDir;
    fs.mkdirSync(containersDir, { recursive: true, mode: 0o710 });
  }

  /** `docker run`: the folder, its configuration and an empty log. */
  create(options: ContainerOptions): FakeContainer {
    const container = new FakeContainer(this.containersDir, options);
    this.containers.push(container);
    return container;
  }

  close(): void {
    for (const container of this.containers) container.close();
  }
}

/** A container with the log that Docker keeps of it. */
export class FakeContainer {
  readonly id: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly logPath: string;
  readonly printed: Printed[] = [];
  name: string;
  /** Every name it has had. */
  readonly names: string[];
  readonly #options: ContainerOptions;
  #log: JsonLogFile | undefined;
  #running: boolean;
  #finishedAt: string | undefined;
  #tokens = 0;
  #lastTime = 0n;

  constructor(containersDir: string, options: ContainerOptions) {
    this.#options = options;
    this.#running = options.running ?? true;
    this.id = options.id ?? randomBytes(32).toString('hex');
    this.name = options.name;
    this.names = [options.name];
    this.image = options.image ?? 'httpd:2.4';
    this.labels = options.labels ?? {};
    this.folder = join(containersDir, this.id);
    this.logPath = join(this.folder, `${this.id}-json.log`);
    fs.mkdirSync(this.folder, { mode: 0o710 });
    this.#writeConfig();
    const { logDriver = 'json-file' } = options;
    const hostConfig = { Binds: null, LogConfig: { Type: logDriver, Config: {} }, NetworkMode: 'default' };
    fs.writeFileSync(join(this.folder, 'hostconfig.json'), JSON.stringify(hostConfig), { mode: 0o644 });
    if (logDriver === 'json-file') this.#log = new JsonLogFile(this.logPath, options);
  }

  /** A text that no other event of any container holds: put it into what is printed. */
  token(): string {
    this.#tokens++;
    return `${this.id.slice(0, 8)}-${String(this.#tokens).padStart(7, '0')}`;
  }

  /** Prints one line made by a generator of lines. */
  printLine(make: (token: string) => Line, options: PrintOptions = {}): Printed {
    const token = this.token();
    const line = make(token);
    return this.#begin(token, line, options).rest();
  }

  /** Prints `text` followed by a token. */
  print(text: string, options: PrintOptions = {}): Printed {
    return this.begin(text, options).rest();
  }

  /** Begins a line of several parts; each is logged when asked for, so that others can come in between. */
  begin(text: string, options: PrintOptions = {}): OngoingLine {
    const token = this.token();
    return this.#begin(token, { text: `${text} ${token}`, fields: undefined }, options);
  }

  /** Puts bytes into the log that no Docker wrote. */
  writeRaw(bytes: Buffer | string): void {
    this.#live().write(bytes);
  }

  rotate(): void {
    this.#live().rotate();
  }

  /** Waits for nothing: does what is left of the background compression now. */
  finishCompression(): void {
    this.#log?.finishCompression();
  }

  truncate(): void {
    this.#live().truncate();
  }

  rename(name: string): void {
    this.name = name;
    this.names.push(name);
    this.#writeConfig();
  }

  stop(): void {
    this.#running = false;
    this.#finishedAt = rfc3339Nano(this.#now());
    this.close();
    this.#writeConfig();
  }

  start(): void {
    this.beginProcess();
    this.noteRunning();
  }

  /** Its process runs and may print: Docker notes that only afterwards. */
  beginProcess(): void {
    this.#log ??= new JsonLogFile(this.logPath, this.#options);
  }

  /** Docker notes that it runs. */
  noteRunning(): void {
    this.#running = true;
    this.#writeConfig();
  }

  /** `docker rm -f`: everything is unlinked. */
  remove(): void {
    this.close();
    fs.rmSync(this.folder, { recursive: true });
  }

  close(): void {
    this.#log?.close();
    this.#log = undefined;
  }

  #begin(token: string, { text, fields, members }: Line, options: PrintOptions): OngoingLine {
    const stream = options.stream ?? 'stdout';
    const printed = { token, stream, text, time: rfc3339Nano(this.#now()), fields, members };
    const parts = splitParts(Buffer.from(text), options.newline ?? true);
    this.printed.push(printed);
    return new OngoingLine(printed, parts, (part) =>
      this.#live().write(envelope(part, stream, printed.time, this.#options.attrs)),
    );
  }

  #live(): JsonLogFile {
    if (this.#log === undefined) throw new Error(`container ${this.name} is stopped and prints nothing`);
    return this.#log;
  }

  /** Nanoseconds since 1970, never the same twice: Docker's clock is finer than its writing is fast. */
  #now(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n + (process.hrtime.bigint() % 1_000_000n);
    this.#lastTime = now > this.#lastTime ? now : this.#lastTime + 1n;
    return this.#lastTime;
  }

  #writeConfig(): void {
    const { id, name, image, labels, logPath } = this;
    writeContainerConfig(this.folder, {
      ...{ id, name, image, labels, logPath, running: this.#running },
      ...(this.#finishedAt !== undefined && { finishedAt: this.#finishedAt }),
    });
  }
}
