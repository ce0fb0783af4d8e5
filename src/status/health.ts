import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricsPage } from './metrics-page.ts';

export interface HealthServer {
  /** `http://host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** What the server asks. */
export interface HealthSource {
  /** Why nothing can be delivered at the moment, in words; undefined when it can. */
  unready(): string | undefined;
  readonly metrics: MetricsPage;
}

/**
 * Serves `GET /healthz` (200 while the process answers at all), `GET /readyz` (200, or 503 with the reason in words) and
 * `GET /metrics`. Rejects when the address can't be listened on.
 */
export async function serveHealth(
  listen: { host: string; port: number },
  source: HealthSource,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/healthz') answer(response, 200, 'ok');
    else if (path === '/readyz') answerReady(response, source.unready());
    else if (path === '/metrics') void answerMetrics(response, source.metrics);
    else answer(response, 404, 'There is only /healthz, /readyz and /metrics here.');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return { address: `http://${host}:${port}`, close: () => close(server) };
}

function answerReady(response: ServerResponse, reason: string | undefined): void {
  if (reason === undefined) answer(response, 200, 'ready');
  else answer(response, 503, reason);
}

async function answerMetrics(response: ServerResponse, { contentType, text }: MetricsPage): Promise<void> {
  try {
    const page = await text();
    response.writeHead(200, { 'content-type': contentType });
    response.end(page);
  } catch (error) {
    answer(response, 500, `The metrics can't be read: ${(error as Error).message}.`);
  }
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

async function close(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}
