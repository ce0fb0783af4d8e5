import type { AddressInfo } from 'node:net';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Documents } from './documents.ts';
import { createStoreServer } from './server.ts';
import { StoreError } from './store-error.ts';
import { CLOSE, type WorkerData, type WorkerMessage } from './worker-messages.ts';

/** The store's thread: documents and their HTTP endpoint, until told to close. */
function run(port: MessagePort, { file, host, port: tcpPort, maxBytes }: WorkerData): void {
  const tell = (message: WorkerMessage) => port.postMessage(message);
  const documents = Documents.open(file, maxBytes, (dropped) =>
    tell({ kind: 'dropped', documents: dropped }),
  );
  const server = createStoreServer(documents, host, Date.now);
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
    // Requests in flight are answered first; connections that are idle would keep the server open.
    server.close(end);
    server.closeIdleConnections();
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
