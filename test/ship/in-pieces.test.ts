import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { connector } from '../../src/ship/requests/connector.ts';
import { MOST_AT_ONCE } from '../../src/ship/requests/in-pieces.ts';

test('what a host sends comes whole and in order, and never more at once than the parser has room for', async (t) => {
  const sent = Buffer.alloc(1024 * 1024 + 7, Buffer.from(Array.from({ length: 251 }, (_, i) => i)));
  const server = createServer((socket) => void socket.end(sent)).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connect = connector({ tls: () => undefined, timeoutMs: 10_000 });
  const target = { protocol: 'http:', hostname: '127.0.0.1', host: '127.0.0.1', port: String(port) };
  const pieces = await new Promise<Buffer[]>((resolve, reject) =>
    connect(target, (error, socket) => {
      if (error !== null) return reject(error);
      const got: Buffer[] = [];
      // As undici reads: whatever there is, until there is nothing.
      socket.on('readable', () => {
        for (let piece = socket.read(); piece !== null; piece = socket.read()) got.push(piece);
      });
      socket.on('end', () => resolve(got));
      socket.on('error', reject);
    }),
  );
  assert.ok(Buffer.concat(pieces).equals(sent));
  assert.ok(Math.max(...pieces.map(({ length }) => length)) <= MOST_AT_ONCE);
});
