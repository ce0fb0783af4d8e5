import { request } from 'node:http';
import { connect, type Socket } from 'node:net';

const NEVER_READING = 8;
const SLOW = 20;
const PIPELINED = 50;
const RENEW_MS = 30_000;

/** Hostile clients of the status address, beside one that only asks how it is. */
export class Wire {
  /** Milliseconds of the slowest answer to the one that only asks. */
  slowest = 0;
  /** Requests under another's name that were answered otherwise than with 403. */
  answered = 0;
  readonly #port: number;
  readonly #timers: NodeJS.Timeout[];
  #silent: Socket[] = [];
  readonly #slow: Socket[] = [];

  constructor(port: number) {
    this.#port = port;
    this.#renew();
    this.#timers = [
      setInterval(() => this.#renew(), RENEW_MS),
      setInterval(() => this.#crawl(), 1000),
      setInterval(() => this.#pose(), 500),
      setInterval(() => this.#look(), 1000),
    ];
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const socket of [...this.#silent, ...this.#slow]) socket.destroy();
  }

  /** Clients that ask for the metrics again and again, and never read an answer. */
  #renew(): void {
    for (const socket of this.#silent) socket.destroy();
    this.#silent = Array.from({ length: NEVER_READING }, () => {
      const socket = this.#connect().pause();
      socket.write('GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(PIPELINED));
      return socket;
    });
  }

  /** Requests that come a byte a second. */
  #crawl(): void {
    for (let i = 0; i < SLOW; i++) {
      const socket = this.#slow[i];
      if (socket === undefined || socket.destroyed) {
        this.#slow[i] = this.#connect();
        this.#slow[i]?.resume().write('GET /metrics HTTP/1.1\r\nX-Slow: ');
      } else socket.write('x');
    }
  }

  /** As a page does whose name was bound to the loopback address. */
  #pose(): void {
    this.#ask('/metrics', 'rebound.example.com', (status) => {
      if (status !== 403) this.answered++;
    });
  }

  #look(): void {
    const from = performance.now();
    this.#ask('/healthz', 'localhost', () => {
      this.slowest = Math.max(this.slowest, performance.now() - from);
    });
  }

  #ask(path: string, host: string, then: (status: number | undefined) => void): void {
    const headers = { host };
    request({ host: '127.0.0.1', port: this.#port, path, headers, agent: false }, (response) =>
      then(response.resume().statusCode),
    )
      // While it starts, and once it has stopped.
      .on('error', () => {})
      .end();
  }

  #connect(): Socket {
    return connect(this.#port, '127.0.0.1').on('error', () => {});
  }
}
