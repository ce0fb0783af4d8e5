import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { foreignHost } from '../allowed-hosts.ts';
import { harmless } from '../harmless.ts';
import type { MetricsPage } from './metrics/metrics-page.ts';

export interface HealthServer {
  /** `http://host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/** The agent, as far as the health server asks it. */
export interface HealthSource {
  /** Why nothing can be delivered at the moment, in words; undefined when documents can be delivered. */
  unready(): string | undefined;
  readonly metrics: MetricsPage;
}

/**
 * Serves `GET /healthz` (200 while the process answers at all), `GET /readyz` (200 when documents can be delivered, else 503 with
 * the reason in words) and `GET /metrics`. Requests under a name that is neither this host's nor one of `names` get 403. Rejects when
 * it can't listen on the address.
 */
export async function serveHealth(
  listen: { host: string; port: number },
  source: HealthSource,
  names: readonly string[] = [],
): Promise<HealthServer> {
  const allowed = [listen.host, ...names];
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, allowed);
    const path = request.url?.split('?', 1)[0];
    if (refusal !== undefined) answer(response, 403, refusal);
    else if (path === '/healthz') answer(response, 200, 'ok');
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

/** Why a request is not answered: web pages of others could read through a browser what is only meant for this network. */
function refusalOf({ headers }: IncomingMessage, names: readonly string[]): string | undefined {
  const foreign = foreignHost(headers, names);
  if (foreign === undefined) return undefined;
  const name = JSON.stringify(harmless(foreign));
  if (foreign === headers.origin) return `Web pages of ${name} get no answers here.`;
  return `This agent does not answer to ${name}. Use an address of its host, or start it with --listen-host and that name without the port.`;
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
