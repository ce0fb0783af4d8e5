import type { AddressInfo } from 'node:net';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Documents } from './documents/documents.ts';
import { createStoreServer } from './http/server.ts';
import { StoreError } from './store-error.ts';
import { Turns } from './turns/turns.ts';
import { CLOSE, type WorkerData, type WorkerMessage } from './worker-messages.ts';

/** How long a stop waits for clients that don't finish their requests. */
const PATIENCE_MS = 2000;

/** Runs the store in its thread, documents and HTTP endpoint, until the message to close comes. */
function run(port: MessagePort, { file, host, port: tcpPort, names, maxBytes }: WorkerData): void {
  const tell = (message: WorkerMessage) => port.postMessage(message);
  const documents = Documents.open(file, maxBytes, (dropped) =>
    tell({ kind: 'dropped', documents: dropped }),
  );
  const turns = new Turns();
  const server = createStoreServer(documents, [host, ...names], Date.now, turns);
  const end = () => {
    documents.close();
    port.close();
  };
  server.once('error', (error: NodeJS.ErrnoException) => {
    tell({ kind: 'refused', reason: cantListen(host, tcpPort, error) });
    end();
  });
  server.listen(tcpPort, host, () => {
    server.removeAllListeners('error');
    tell({ kind: 'listening', port: (server.address() as AddressInfo).port });
  });
  port.on('message', (message) => {
    if (message !== CLOSE) return;
    // Requests in flight are still answered; searches at their next turn, with an error. Idle connections would keep the server open.
    turns.stop();
    server.close(end);
    server.closeIdleConnections();
    // Those that don't finish their requests would, too.
    setTimeout(() => server.closeAllConnections(), PATIENCE_MS).unref();
  });
}

function cantListen(host: string, port: number, error: NodeJS.ErrnoException): string {
  const cause = error.code === 'EADDRINUSE' ? 'the port is in use by another program' : error.message;
  return `The store can't listen on ${host}:${port}: ${cause}. Stop that program or choose another address by --store-listen.`;
}

if (parentPort !== null) {
  try {
    run(parentPort, workerData as WorkerData);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    parentPort.postMessage({ kind: 'refused', reason: error.message } satisfies WorkerMessage);
    parentPort.close();
  }
}
