import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentProcess } from '../support/agent-process.ts';
import { FakeDocker } from '../support/docker-writer.ts';
import { waitFor } from '../support/wait.ts';

const EACH_MS = 100;

/** A container that prints ten lines a second, and an agent that ships them. */
export class Trial {
  readonly agent: AgentProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'logagent-readiness-'));
  readonly #docker = new FakeDocker(join(this.#folder, 'containers'));
  readonly #printing: NodeJS.Timeout;
  #printed = 0;

  constructor(urls: readonly string[], index: string) {
    const container = this.#docker.create({ name: 'prod1' });
    this.#printing = setInterval(() => container.print(`line ${this.#printed++}`), EACH_MS);
    this.agent = new AgentProcess([
      ...['--containers', 'prod1', '--containers-dir', this.#docker.containersDir],
      ...['--state-dir', join(this.#folder, 'state'), '--listen', '127.0.0.1:0'],
      ...['--elasticsearch', urls.join(','), '--index', index, '--template', 'off'],
    ]);
  }

  /** Resolves with the seconds until `/readyz` says why it is not ready, and fails when that is another reason. */
  async secondsToUnready(reason: RegExp): Promise<number> {
    await this.agent.line(({ msg }) => msg === 'Agent started', 'its start');
    const began = performance.now();
    await this.agent.becomesUnready(reason);
    return (performance.now() - began) / 1000;
  }

  /** Waits until something has been acknowledged. */
  async delivers(): Promise<void> {
    const before = await this.#shipped();
    await waitFor(
      async () => (await this.#shipped()) > before,
      () => `documents are delivered${this.agent.tail()}`,
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#printing);
    if (this.agent.running) await this.agent.kill();
    this.#docker.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #shipped(): Promise<number> {
    const { health } = await this.agent.line(({ msg }) => msg === 'Agent started', 'its start');
    const page = await (await fetch(`${health}/metrics`)).text();
    return Number(/^logagent_documents_shipped_total (\d+)$/m.exec(page)?.[1] ?? 0);
  }
}
