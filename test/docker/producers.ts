import { copyFile, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './commands.ts';
import type { Engine } from './engine.ts';
import { lastWords, lineOf, script } from './numbered-lines.ts';

/** Made without any registry: a static busybox and the script, imported as a tar. */
export async function importProducerImage(engine: Engine, folder: string, name: string): Promise<void> {
  const root = join(folder, 'image');
  await mkdir(join(root, 'bin'), { recursive: true });
  const busybox = await run('sh', ['-c', 'command -v busybox']);
  const dynamic = await run('ldd', [busybox]).then(
    (libraries) => libraries.includes('=>'),
    () => false,
  );
  if (dynamic) throw new Error(`${busybox} is not static: install busybox-static`);
  await copyFile(busybox, join(root, 'bin/busybox'));
  for (const applet of ['sh', 'usleep', 'mv']) await symlink('busybox', join(root, 'bin', applet));
  await writeFile(join(root, 'produce.sh'), script);
  const tar = join(folder, 'image.tar');
  await run('tar', ['--numeric-owner', '--owner=0', '--group=0', '-cf', tar, '-C', root, '.']);
  await engine.docker('import', '--change', 'ENTRYPOINT ["/bin/sh", "/produce.sh"]', tar, name);
}

/** One container that prints numbered lines, as many as the test has allowed. */
export class Producer {
  readonly tag: string;
  name: string;
  id = '';
  allowed = 0;
  /** Last words that it has printed, one for each stop. */
  readonly words: string[] = [];
  readonly #engine: Engine;
  readonly #control: string;

  /** `control` is the folder through which test and container talk; `tag` marks the lines. */
  constructor(engine: Engine, control: string, tag: string, name: string) {
    this.#engine = engine;
    this.#control = control;
    this.tag = tag;
    this.name = name;
  }

  async start(image: string, logOptions: Readonly<Record<string, string>>): Promise<void> {
    const options = Object.entries(logOptions).flatMap(([key, value]) => ['--log-opt', `${key}=${value}`]);
    this.id = await this.#engine.docker(
      ...['run', '-d', '--name', this.name, '--network', 'none', '--log-driver', 'json-file', ...options],
      ...['-e', `TAG=${this.tag}`, '-v', `${this.#control}:/control`, image],
    );
  }

  /** Lets the container print so many lines more. */
  async allow(lines: number): Promise<void> {
    this.allowed += lines;
    const path = join(this.#control, `${this.tag}.limit`);
    await writeFile(`${path}.new`, `${this.allowed}\n`);
    await rename(`${path}.new`, path);
  }

  /** `docker stop` or `docker restart`; afterwards it is known what the run had printed. */
  async end(command: 'stop' | 'restart'): Promise<void> {
    await this.#engine.docker(command, this.name);
    this.words.push(lastWords(this.tag, await this.printed()));
  }

  /** The number of the last line that the last ended run has printed. */
  async printed(): Promise<number> {
    return Number(await readFile(join(this.#control, `${this.tag}.count`), 'utf8'));
  }

  async rename(name: string): Promise<void> {
    await this.#engine.docker('rename', this.name, name);
    this.name = name;
  }

  async remove(): Promise<void> {
    await this.#engine.docker('rm', '--force', '--volumes', this.name);
  }

  /** Everything it has printed, given that it has printed all that was allowed. */
  texts(): string[] {
    const lines = Array.from({ length: this.allowed }, (_, at) => lineOf(this.tag, at + 1));
    return [...lines, ...this.words];
  }
}
