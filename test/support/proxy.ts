import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on loopback that knows hosts by names that nobody else knows. */
export class TestProxy {
  /** `CONNECT es01.test:9200` and `POST http://es01.test:9200/...`, in their order. */
  readonly asked: string[] = [];
  /** The credentials that it wants; undefined: none. */
  wants: string | undefined;
  /** The status of its answers; 200: it does what it is asked. */
  status = 200;
  /** Takes connections and answers nothing. */
  silent = false;
  /** The port on loopback, by `name:port`. */
  readonly #hosts: Readonly<Record<string, number>>;
  readonly #scheme: 'http' | 'https';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** With a certificate it is asked by TLS. */
  constructor(hosts: Readonly<Record<string, number>>, certificate?: { key: string; cert: string }) {
    this.#hosts = hosts;
    this.#scheme = certificate === undefined ? 'http' : 'https';
    const carry = (incoming: IncomingMessage, response: ServerResponse): void => {
      const refused = this.#refusal(incoming);
      if (refused !== 200) {
        response.writeHead(refused).end();
        return;
      }
      const { host, pathname, search } = new URL(incoming.url ?? '');
      const { method, headers } = incoming;
      const { 'proxy-authorization': _, ...rest } = headers;
      const path = `${pathname}${search}`;
      const forward = request({ port: this.#hosts[host], host: '127.0.0.1', method, path, headers: rest });
      forward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      forward.on('error', () => response.writeHead(502).end());
      incoming.pipe(forward);
    };
    this.#server = certificate === undefined ? createServer(carry) : createTlsServer(certificate, carry);
    this.#server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
      socket.on('error', () => {});
      if (this.silent) return;
      const refused = this.#refusal(incoming);
      const port = this.#hosts[incoming.url ?? ''];
      if (refused !== 200 || port === undefined) {
        socket.end(`HTTP/1.1 ${refused === 200 ? 502 : refused} No\r\n\r\n`);
        return;
      }
      const onward = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('close', () => onward.destroy());
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  get url(): URL {
    return new URL(`${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** Breaks all connections, and takes new ones. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.breakAll();
    await closed;
  }

  #refusal({ method, url, headers }: IncomingMessage): number {
    this.asked.push(`${method} ${url?.split('?', 1)[0]}`);
    return headers['proxy-authorization'] === this.wants ? this.status : 407;
  }
}
