import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { Abandoned } from './failure.ts';

/**
 * The PEM of the certificate with this SHA-256 among those that the host shows. Throws `Abandoned` when there is none.
 *
 * That the host shows it proves nothing, since anybody can show a public certificate. It is only found here, and nothing may be sent
 * over the connection; the host is right when another connection is verified against it.
 */
export function shownCertificate(socket: Socket, sha256: string): string {
  if (socket instanceof TLSSocket) {
    const seen = new Set<string>();
    let shown: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
    // The last one, signed by itself, is its own issuer.
    while (shown?.raw !== undefined && !seen.has(shown.fingerprint256)) {
      if (shown.fingerprint256.replaceAll(':', '').toLowerCase() === sha256)
        return new X509Certificate(shown.raw).toString();
      seen.add(shown.fingerprint256);
      shown = shown.issuerCertificate;
    }
  }
  throw new Abandoned('FINGERPRINT');
}
