import assert from 'node:assert/strict';
import { connect } from 'node:net';

const PATIENCE_MS = 30;

/** Sends the bytes and returns what comes back until the connection is closed. `cut`: nothing more will come of the request. */
export function exchange(port: number, bytes: Buffer, cut: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    // A reset is as good as an end: the server has cut off what it did not want.
    socket.on('error', () => {});
    socket.once('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.write(bytes);
    if (cut) socket.end();
    // A request that says that more will come is waited for, and closed by its client at last.
    else socket.setTimeout(PATIENCE_MS, () => socket.end());
  });
}

/** Whatever the request was, the answer is none of a server that has failed; a connection that was cut off has none. */
export function checkAnswer(answer: string, request: Buffer): void {
  if (answer === '') return;
  const of = `${request.toString('latin1').slice(0, 500)}: ${answer.slice(0, 500)}`;
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
  assert.ok(status >= 100 && status < 500, of);
}
