import { connect } from 'node:tls';
import type { Failure } from './failure.ts';

const TLS_WITHIN_MS = 1_000;

/** Causes of failures that a host shows which is asked in plain HTTP and speaks TLS. */
const MAY_SPEAK_TLS = /connection (?:reset|closed)|does not speak HTTP/;
/** Causes of failures at a port where nobody listens. */
const NOBODY_LISTENS = /connection refused|does not answer|no route to the host/;

const SPEAKS_TLS = {
  cause: 'the host speaks TLS, and is asked without',
  remedy: 'write https:// for this host in place of http://',
};

/** Servers that speak TLS and still understand who does not, in their words: nginx and programs in Go. */
const PLAIN_TO_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:port|server)/i;

/**
 * Looks whether a host that has never answered is given by an address that is not quite right, and then says what to write. Without
 * such a reason the failure is as it was.
 */
export async function withAddressHint(failure: Failure, url: URL): Promise<Failure> {
  const { protocol, port, host } = url;
  if (failure.remedy !== undefined) return failure;
  if (protocol === 'http:' && MAY_SPEAK_TLS.test(failure.cause) && (await speaksTls(url)))
    return { ...failure, ...SPEAKS_TLS };
  if (port !== '' || !NOBODY_LISTENS.test(failure.cause)) return failure;
  const asked = protocol === 'https:' ? 443 : 80;
  const remedy = `the address has no port, so that port ${asked} is asked: write ${protocol}//${host}:9200 if Elasticsearch listens there`;
  return { ...failure, remedy };
}

/** The failure that an answer 400 means when the server itself says that it speaks TLS; undefined for any other answer. */
export function plainToTls(url: URL, body: Buffer): Failure | undefined {
  if (url.protocol !== 'http:' || !PLAIN_TO_TLS.test(body.toString('utf8', 0, 1000))) return undefined;
  return { kind: 'failure', ...SPEAKS_TLS, timeout: false };
}

function speaksTls({ hostname, port }: URL): Promise<boolean> {
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    // Nothing is sent, so it does not matter whose certificate it is.
    const socket = connect({ host, port: Number(port || 80), rejectUnauthorized: false });
    const end = (speaks: boolean): void => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(TLS_WITHIN_MS, () => end(false));
    socket.once('secureConnect', () => end(true));
    socket.on('error', () => end(false));
  });
}
