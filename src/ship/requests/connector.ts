import { inPieces } from './in-pieces.ts';
import { shownCertificate } from './pinned-issuer.ts';
import { toProxy, tunnel } from './tunnel.ts';
import { buildConnector, type Connect } from './undici.ts';

/** The settings of connections by TLS; certificates and key are PEM. */
export interface TlsSettings {
  /** The issuers that the host's certificate is checked against, in place of the system's. */
  readonly ca?: string;
  /** The certificate that is shown to the host, and its key. */
  readonly cert?: string;
  readonly key?: string;
  /** In place of `ca`: the SHA-256 of the certificate to trust, in lower-case hex digits. The host shows that certificate. */
  readonly caFingerprint?: string;
}

export interface ConnectorOptions {
  /** The settings as they are now: the same object until one of them changes. */
  readonly tls: () => TlsSettings | undefined;
  readonly timeoutMs: number;
  /** Connections go to this proxy, and through it to https hosts. */
  readonly proxy?: URL | undefined;
}

/**
 * Connects to a host. Each new connection has the settings of its moment; those that exist go on with theirs. undici's connectors
 * keep TLS sessions, so one is used for as long as the settings stay.
 */
export function connector({ tls, timeoutMs, proxy }: ConnectorOptions): Connect {
  let settings: TlsSettings | undefined;
  let connect: Connect | undefined;
  return (target, callback) => {
    const now = tls();
    if (connect === undefined || now !== settings) {
      settings = now;
      connect = connectorOf(now, makerOf(timeoutMs, proxy));
    }
    return connect(target, (error, socket) =>
      error === null ? callback(null, inPieces(socket)) : callback(error, null),
    );
  };
}

/** Makes connectors with these settings. */
type Maker = (settings: Parameters<typeof buildConnector>[0]) => Connect;

function makerOf(timeout: number, proxy: URL | undefined): Maker {
  if (proxy === undefined) return (settings) => buildConnector({ timeout, ...settings });
  // The proxy's certificate is checked against the issuers that Node.js knows: it is another party than the hosts.
  const toOther = buildConnector({ timeout });
  const [direct, through] = [toProxy(proxy, toOther), tunnel(proxy, toOther, timeout)];
  return (settings) => {
    const connect = buildConnector({ timeout, ...settings });
    return (target, callback) => {
      if (target.protocol !== 'https:') return direct(target, callback);
      return through(target, (error, httpSocket) => {
        if (error !== null) return callback(error, null);
        try {
          connect({ ...target, httpSocket }, callback);
        } catch (trouble) {
          // Certificates that can't be read. Here nobody else would catch it.
          httpSocket.destroy();
          callback(trouble as Error, null);
        }
      });
    };
  };
}

function connectorOf(settings: TlsSettings = {}, make: Maker): Connect {
  const { caFingerprint, ...given } = settings;
  const plain = make(given);
  if (caFingerprint === undefined) return plain;
  // Nobody is shown the agent's own certificate before it is known who asks.
  const { cert: _cert, key: _key, ...nameless } = given;
  const toLook = make({ ...nameless, rejectUnauthorized: false, maxCachedSessions: 0 });
  let trusting: Connect | undefined;
  return (target, callback) => {
    if (target.protocol !== 'https:') return plain(target, callback);
    if (trusting !== undefined) return trusting(target, callback);
    return toLook(target, (error, socket) => {
      if (error !== null) return callback(error, null);
      try {
        const ca = shownCertificate(socket, caFingerprint);
        // The certificate may be the host's own, or of an issuer that is itself issued by another.
        trusting = make({ ...given, ca, allowPartialTrustChain: true });
      } catch (trouble) {
        return callback(trouble as Error, null);
      } finally {
        socket.destroy();
      }
      return trusting(target, callback);
    });
  };
}
