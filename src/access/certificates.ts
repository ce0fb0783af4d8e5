import { createPrivateKey, X509Certificate } from 'node:crypto';
import { WatchedFile } from './watched-file.ts';

/** A system's bundle of all public issuers has a quarter of it. */
const MOST_BYTES = 1024 * 1024;

/** A file of PEM certificates. Throws an Error with one clause. */
export function certificateFile(path: string): WatchedFile<string> {
  return new WatchedFile(path, {
    maxBytes: MOST_BYTES,
    read: (text) => {
      // Throws when it is no certificate. Without this check every request would fail instead.
      new X509Certificate(text);
      return text;
    },
  });
}

/** A file with a private key in PEM that needs no passphrase. Throws an Error with one clause. */
export function privateKeyFile(path: string): WatchedFile<string> {
  return new WatchedFile(path, {
    maxBytes: MOST_BYTES,
    read: (text) => {
      // In both forms that PEM has for it.
      if (/^(?:-----BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED)/m.test(text))
        throw new Error('its key is encrypted');
      try {
        createPrivateKey(text);
        return text;
      } catch {
        // The error's own words are of no help, and this is a secret.
        throw new Error('it holds no private key in PEM');
      }
    },
  });
}

/** Whether the certificate, the first of the text, is of this private key. */
export function belongTogether(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}

/**
 * Why the pair of these files can't be used as they are now, in one clause: between the change of one and the change of the other they
 * are no pair. Undefined when they can. Looks at both files; the comparison is made once for each pair of contents.
 */
export function pairTrouble(
  certificate: WatchedFile<string>,
  key: WatchedFile<string>,
): () => string | undefined {
  let compared: readonly [string, string] | undefined;
  let fits = true;
  return () => {
    const [cert, secret] = [certificate.value, key.value];
    if (compared?.[0] !== cert || compared[1] !== secret) {
      compared = [cert, secret];
      fits = belongTogether(cert, secret);
    }
    return fits ? undefined : 'the key in --key-file is not that of its first certificate';
  };
}

/** The files and the fingerprint that connections by TLS are made with. */
export interface CertificateOptions {
  /** The issuers that hosts' certificates are checked against. */
  readonly ca?: WatchedFile<string> | undefined;
  /** The certificate that this agent shows, with its key. */
  readonly certificate?: WatchedFile<string> | undefined;
  readonly key?: WatchedFile<string> | undefined;
  /** SHA-256 of an issuer's certificate, in hex digits and without colons. */
  readonly caFingerprint?: string | undefined;
}

/** Their contents: certificates and key in PEM. */
export interface Certificates {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly caFingerprint?: string;
}

/** Gives the same object until one of the files changes. Undefined when none of the options is given. */
export function certificatesOf(options: CertificateOptions): (() => Certificates) | undefined {
  const { ca, certificate, key, caFingerprint } = options;
  if (ca === undefined && certificate === undefined && caFingerprint === undefined) return undefined;
  let [caText, certText, keyText] = [ca?.value, certificate?.value, key?.value];
  const made = (): Certificates => ({
    ...(caText !== undefined && { ca: caText }),
    ...(certText !== undefined && keyText !== undefined && { cert: certText, key: keyText }),
    ...(caFingerprint !== undefined && { caFingerprint }),
  });
  let last = made();
  return () => {
    const [newCa, newCert, newKey] = [ca?.value, certificate?.value, key?.value];
    if (newCa === caText && newCert === certText && newKey === keyText) return last;
    caText = newCa;
    // Between the change of one and the change of the other they are no pair, and the last pair is used on.
    const isPair = newCert === undefined || newKey === undefined || belongTogether(newCert, newKey);
    if (!isPair && newCa === last.ca) return last;
    if (isPair) [certText, keyText] = [newCert, newKey];
    last = made();
    return last;
  };
}
