import { Worker } from 'node:worker_threads';
import { StoreError } from './store-error.ts';
import { CLOSE, type WorkerData, type WorkerMessage } from './worker-messages.ts';

/** Reports of the store, one method for each thing that can happen. */
export interface StoreEvents {
  /** The store has reached its size and drops its oldest documents from now on. Called once. */
  storeFull(maxBytes: number): void;
  /** The store's thread has died, and its address no longer answers. */
  storeFailed(error: Error): void;
}

export interface StoreOptions {
  readonly file: string;
  /** Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Further names that it answers to, besides its own and the one it listens on. */
  readonly names?: readonly string[];
  /** Size of the file beyond which the oldest documents are dropped. */
  readonly maxBytes: number;
  readonly events: StoreEvents;
}

export interface Store {
  /** The address where it answers, without a slash at the end. */
  readonly url: string;
  /** Documents dropped because the store was full. */
  readonly dropped: number;
  /**
   * Answers the requests in flight, closes the file and ends the thread. May be called again. A thread that does not end is left behind,
   * and does not keep the process alive.
   */
  close(): Promise<void>;
}

/** How long `close` waits for the thread, which waits for its clients for a part of that. */
const PATIENCE_MS = 10_000;

/**
 * Starts the embedded store in a thread of its own, so that the agent's event loop stays free. Rejects with StoreError when
 * the file can't be used or the address is taken.
 */
export async function startStore(options: StoreOptions): Promise<Store> {
  const { file, listen, names = [], maxBytes } = options;
  const worker = startWorker({ file, ...listen, names, maxBytes });
  const port = await listening(worker);
  return new RunningStore(worker, urlOf(listen.host, port), options);
}

class RunningStore implements Store {
  readonly url: string;
  dropped = 0;
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  #closing = false;

  constructor(worker: Worker, url: string, { maxBytes, events }: StoreOptions) {
    this.#worker = worker;
    this.url = url;
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind !== 'dropped') return;
      if (this.dropped === 0) events.storeFull(maxBytes);
      this.dropped += message.documents;
    });
    worker.on('error', (error) => events.storeFailed(error));
  }

  async close(): Promise<void> {
    if (!this.#closing) this.#worker.postMessage(CLOSE);
    this.#closing = true;
    // The thread is never terminated: Node.js may end the process when that meets a request that is being read.
    let impatience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      impatience = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.#exited, late]);
    clearTimeout(impatience);
    this.#worker.unref();
  }
}

function listening(worker: Worker): Promise<number> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error("the store's thread ended before it listened"));
    worker.once('error', reject);
    worker.once('exit', ended);
    worker.once('message', (message: WorkerMessage) => {
      worker.off('error', reject);
      worker.off('exit', ended);
      if (message.kind === 'listening') resolve(message.port);
      else if (message.kind === 'refused') reject(new StoreError(message.reason));
    });
  });
}

function startWorker(workerData: WorkerData): Worker {
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  }
  // When run from the sources, the thread loads tsx itself, because it doesn't inherit the loader (tsx 4 on Node.js 20).
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(code, { eval: true, workerData });
}

function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
