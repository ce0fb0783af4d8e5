import { Worker } from 'node:worker_threads';
import { StoreError } from './store-error.ts';
import { CLOSE, type WorkerData, type WorkerMessage } from './worker-messages.ts';

/** What happens in the store, one method per thing. */
export interface StoreEvents {
  /** The store has reached its size: the oldest documents go from now on. Once. */
  storeFull(maxBytes: number): void;
  /** The store's thread has died; its address answers no more. */
  storeFailed(error: Error): void;
}

export interface StoreOptions {
  readonly file: string;
  /** Port 0: any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Size of the file beyond which the oldest documents go. */
  readonly maxBytes: number;
  readonly events: StoreEvents;
}

export interface Store {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  /** Documents that went because of the size. */
  readonly dropped: number;
  /** Answers requests in flight, closes the file and ends the thread. May be called again. */
  close(): Promise<void>;
}

/** How long a close waits for clients that don't finish their requests. */
const PATIENCE_MS = 2000;

/**
 * Starts the embedded store in a thread of its own, so that the agent's event loop stays free. Rejects with StoreError when
 * the file can't be used or the address is taken.
 */
export async function startStore(options: StoreOptions): Promise<Store> {
  const { file, listen, maxBytes } = options;
  const worker = startWorker({ file, host: listen.host, port: listen.port, maxBytes });
  const port = await listening(worker);
  return new RunningStore(worker, urlOf(listen.host, port), options);
}

class RunningStore implements Store {
  readonly url: string;
  dropped = 0;
  private readonly worker: Worker;
  private readonly exited: Promise<void>;
  private closing = false;

  constructor(worker: Worker, url: string, { maxBytes, events }: StoreOptions) {
    this.worker = worker;
    this.url = url;
    this.exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind !== 'dropped') return;
      if (this.dropped === 0) events.storeFull(maxBytes);
      this.dropped += message.documents;
    });
    worker.on('error', (error) => events.storeFailed(error));
  }

  async close(): Promise<void> {
    if (!this.closing) this.worker.postMessage(CLOSE);
    this.closing = true;
    const impatience = setTimeout(() => void this.worker.terminate(), PATIENCE_MS);
    await this.exited;
    clearTimeout(impatience);
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
  // Run from the sources: a thread doesn't inherit tsx's loader (tsx 4 on Node 20), so it is asked for first.
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href);
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(code, { eval: true, workerData });
}

function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
