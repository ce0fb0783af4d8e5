import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { waitFor } from '../support/wait.ts';

interface Reply {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** A real Prometheus on loopback that scrapes one address. */
export class PrometheusProcess {
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #url: string;
  #output = '';

  private constructor(folder: string, port: number, target: string) {
    mkdirSync(folder);
    const config = join(folder, 'prometheus.yml');
    const scrape = { job_name: 'logagent', static_configs: [{ targets: [target] }] };
    // YAML takes JSON.
    const intervals = { scrape_interval: '200ms', scrape_timeout: '200ms' };
    writeFileSync(config, JSON.stringify({ global: intervals, scrape_configs: [scrape] }));
    this.#url = `http://127.0.0.1:${port}`;
    this.#process = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#output += text;
    });
    this.#exited = new Promise((resolve, reject) => {
      this.#process.once('close', () => resolve());
      this.#process.once('error', (error) =>
        reject(new Error(`prometheus can't be run: ${error.message}. Debian has it as a package.`)),
      );
    });
  }

  /** Starts it in a folder of its own; resolves when it answers. */
  static async start(folder: string, target: string): Promise<PrometheusProcess> {
    const prometheus = new PrometheusProcess(folder, await freePort(), target);
    await Promise.race([prometheus.#answers(), prometheus.#exited]);
    return prometheus;
  }

  /** What an expression gives: its values, empty when it gives none. Fails for one that Prometheus does not take. */
  async query(expression: string): Promise<number[]> {
    const response = await fetch(`${this.#url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
    const { status, error, data } = (await response.json()) as Reply;
    if (status !== 'success') throw new Error(`${expression}: ${error}`);
    return data?.result.map(({ value }) => Number(value[1])) ?? [];
  }

  /** Waits until the expression gives this one value. */
  async gives(expression: string, value: number): Promise<void> {
    let last: readonly number[] = [];
    await waitFor(
      async () => {
        last = await this.query(expression);
        return last.length === 1 && last[0] === value;
      },
      () => `${expression} gives ${value}; it gives ${last.join(', ') || 'nothing'}\n${this.#output}`,
    );
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#exited;
  }

  async #answers(): Promise<void> {
    await waitFor(
      () =>
        fetch(`${this.#url}/-/ready`).then(
          ({ ok }) => ok,
          () => false,
        ),
      () => `Prometheus answers; it printed\n${this.#output}`,
    );
  }
}

/** What `promtool check metrics` finds wrong with a page; empty when nothing. */
export function promtoolFindings(page: string): string {
  const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], {
    input: page,
    encoding: 'utf8',
  });
  if (error) throw new Error(`promtool can't be run: ${error.message}. Debian's package prometheus has it.`);
  return status === 0 && stdout + stderr === '' ? '' : `exit code ${status}\n${stdout}${stderr}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
