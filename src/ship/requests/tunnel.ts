import { request } from 'node:http';
import { ProxyTrouble, proxyFailureOf } from './failure.ts';
import { basicOf, labelOf } from './host-url.ts';
import type { Connect } from './undici.ts';

type Callback = Parameters<Connect>[1];
type Target = Parameters<Connect>[0];

const AUTHENTICATION_REQUIRED = 407;

/** The header by a proxy's user and password; empty when its address has none. */
export function proxyAuthorization(proxy: URL): { 'proxy-authorization'?: string } {
  const basic = basicOf(proxy);
  return basic === undefined ? {} : { 'proxy-authorization': basic };
}

/** Connects to the proxy, whatever the target is. `connect` opens connections. */
export function toProxy(proxy: URL, connect: Connect): Connect {
  const { protocol, host, port } = proxy;
  const hostname = proxy.hostname.replace(/^\[|\]$/g, '');
  return (_target, callback) =>
    connect({ hostname, host, protocol, port }, (error, socket) => {
      if (error === null) return callback(null, socket);
      const { cause, ...more } = proxyFailureOf(error);
      return callback(new ProxyTrouble(`the proxy ${labelOf(proxy)} can't be reached: ${cause}`, more), null);
    });
}

/** Has the proxy connect to the target (CONNECT, RFC 9110, 9.3.6), and hands on the connection as if it were one to the target. */
export function tunnel(proxy: URL, connect: Connect, timeoutMs: number): Connect {
  const open = toProxy(proxy, connect);
  return (target, callback) =>
    open(target, (error, socket) => {
      if (error !== null) return callback(error, null);
      const authority = authorityOf(target);
      const asked = request({
        method: 'CONNECT',
        path: authority,
        headers: { host: authority, 'user-agent': 'logagent', ...proxyAuthorization(proxy) },
        createConnection: () => socket,
      });
      const end = once(callback, () => clearTimeout(timer));
      const fail = (why: string, more?: { remedy?: string; timeout?: boolean }): void => {
        socket.destroy();
        end(new ProxyTrouble(`the proxy ${labelOf(proxy)} ${why}`, more), null);
      };
      const timer = setTimeout(() => fail('does not answer', { timeout: true }), timeoutMs);
      asked.once('connect', ({ statusCode = 0 }) => {
        if (statusCode >= 200 && statusCode < 300) end(null, socket);
        else if (statusCode === AUTHENTICATION_REQUIRED)
          fail('wants credentials (407)', { remedy: CREDENTIALS });
        else fail(`refuses to connect to ${authority}: it answers ${statusCode}`, { remedy: REFUSED });
      });
      asked.once('error', (trouble) => fail(`breaks off: ${proxyFailureOf(trouble).cause}`));
      asked.end();
    });
}

const CREDENTIALS = 'write user and password into HTTPS_PROXY, as in http://user:password@proxy:3128';
const REFUSED = 'let the proxy connect to that port, or name the host in NO_PROXY';

function authorityOf({ hostname, port }: Target): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port || 443}`;
}

/** The callback, for the first of several ends alone. */
function once(callback: Callback, before: () => void): Callback {
  let ended = false;
  return (...result) => {
    if (ended) return;
    ended = true;
    before();
    callback(...result);
  };
}
