import { connect, type Socket } from 'node:net';
import { request } from 'undici';
import type { AgentProcess } from './agent-process.ts';
import type { Documents, Source } from './backend.ts';
import type { Scenario } from './scenario.ts';
import { waitFor } from './wait.ts';

export interface StoreReply {
  readonly status: number;
  readonly text: string;
}

interface Page {
  readonly hits: { readonly hits: readonly { readonly _id: string; readonly _source: Source }[] };
}

/** The embedded store of a running agent, over HTTP. */
export class EmbeddedStore {
  readonly #agent: AgentProcess;
  readonly url: URL;

  private constructor(agent: AgentProcess, url: string) {
    this.#agent = agent;
    this.url = new URL(url);
  }

  /** Starts an agent that follows `containers` and keeps their documents in a store at any free port. */
  static async start(
    scenario: Scenario,
    containers: string,
    more: readonly string[] = [],
  ): Promise<[AgentProcess, EmbeddedStore]> {
    const folders = ['--containers-dir', scenario.docker.containersDir, '--state-dir', scenario.stateDir];
    const options = ['--store-listen', '127.0.0.1:0', '--log-level', 'debug'];
    const agent = scenario.run('--containers', containers, ...folders, ...options, ...more);
    const { url } = await agent.line(
      ({ msg }) => msg === 'Embedded store started',
      'the address of the store',
    );
    return [agent, new EmbeddedStore(agent, String(url))];
  }

  /** POST with a JSON body, or GET without one. */
  async ask(
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): Promise<StoreReply> {
    const { statusCode, body: answer } = await request(new URL(path, this.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      headersTimeout: 0,
      signal,
    });
    return { status: statusCode, text: await answer.text() };
  }

  /** A connection on which a test writes what it likes. It is closed with the test's process. */
  open(text: string | Buffer): Socket {
    const socket = connect(Number(this.url.port), this.url.hostname);
    socket.on('error', () => {});
    socket.write(text);
    return socket;
  }

  /** Waits until there are so many documents. */
  async holds(count: number): Promise<void> {
    let last = '';
    await waitFor(
      async () => {
        last = (await this.ask('/logs/_count')).text;
        return (JSON.parse(last) as { count?: number }).count === count;
      },
      () => `${count} documents in the store; it says ${last}${this.#agent.tail()}`,
    );
  }

  async documents(): Promise<Documents> {
    const page = JSON.parse((await this.ask('/logs/_search?size=10000')).text) as Page;
    return new Map(page.hits.hits.map((hit) => [hit._id, hit._source]));
  }
}
