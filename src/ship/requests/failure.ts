/** Why a request had no answer. */
export interface Failure {
  readonly kind: 'failure';
  /** One clause a person understands: `connection refused`. */
  readonly cause: string;
  /** The way to mend it, where only an operator can. */
  readonly remedy?: string;
  /** The host took too long to connect or to answer, which is a sign of overload. */
  readonly timeout: boolean;
  /** Something was at the other end of the connection: the next request may be taken. */
  readonly broken?: true;
}

/** The reason why this program itself ended a request; `CAUSES` has its code in words. */
export class Abandoned extends Error {
  readonly code: 'SILENT' | 'INCOMPLETE' | 'TOO_LONG' | 'ENCODING' | 'FINGERPRINT';

  constructor(code: Abandoned['code']) {
    super(code);
    this.code = code;
  }
}

/** Trouble with the proxy before a host. The message is one clause. */
export class ProxyTrouble extends Error {
  readonly remedy: string | undefined;
  readonly timeout: boolean;

  constructor(message: string, { remedy, timeout = false }: { remedy?: string; timeout?: boolean } = {}) {
    super(message);
    this.remedy = remedy;
    this.timeout = timeout;
  }
}

const CA_REMEDY = "give the issuer's certificate by --ca-file, or its fingerprint by --ca-fingerprint";
const CLIENT_REMEDY = 'give --cert-file and --key-file, of an issuer that the host trusts';
const NOT_TLS = 'the host does not speak TLS';
/** --ca-file is about the hosts: whoever may vouch for them need not vouch for a proxy. */
const PROXY_CA_REMEDY =
  "name a file with the certificate of the proxy's issuer in the variable NODE_EXTRA_CA_CERTS, and start logagent again";

/** Error codes of Node.js, OpenSSL, undici and `Abandoned` in words. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed by the host',
  UND_ERR_SOCKET: 'connection closed by the host',
  ENOTFOUND: 'the host name is unknown to DNS',
  EAI_AGAIN: 'DNS does not answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'no answer within the time-out',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer was cut short',
  SILENT: 'the host has stopped answering',
  INCOMPLETE: 'the answer was not complete in time',
  TOO_LONG: 'the answer is too long for an answer to _bulk',
  ENCODING: 'the answer has an encoding that was not asked for',
  CERT_HAS_EXPIRED: "the host's TLS certificate has expired",
  CERT_NOT_YET_VALID: "the host's TLS certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "the host's TLS certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the host's TLS certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "the host's TLS certificate has an unknown issuer",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the host's TLS certificate has an unknown issuer",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the host's TLS certificate has an unknown issuer",
  FINGERPRINT: 'no certificate that the host shows has the fingerprint of --ca-fingerprint',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the host wants a certificate of this agent',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'the host breaks off the TLS handshake',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "the host does not take this agent's certificate",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "the host does not know the issuer of this agent's certificate",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "this agent's TLS certificate has expired",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: "the host does not take this agent's certificate",
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
};

const REMEDIES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'renew the certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'use a host name that the certificate is valid for',
  DEPTH_ZERO_SELF_SIGNED_CERT: CA_REMEDY,
  SELF_SIGNED_CERT_IN_CHAIN: CA_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CA_REMEDY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CA_REMEDY,
  FINGERPRINT:
    'compare it with openssl x509 -noout -fingerprint -sha256 -in http_ca.crt, or give that file by --ca-file',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_REMEDY,
  // Before TLS 1.3 there was no better word for it.
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: `if it wants a certificate of this agent, ${CLIENT_REMEDY}`,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: CLIENT_REMEDY,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: CLIENT_REMEDY,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'renew --cert-file',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: CLIENT_REMEDY,
  ERR_SSL_WRONG_VERSION_NUMBER: 'use http:// for this host',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'use http:// for this host',
};

/** In place of those above where it is a proxy's certificate. */
const PROXY_REMEDIES: Readonly<Record<string, string | undefined>> = {
  CERT_HAS_EXPIRED: 'renew the certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'write a name of the proxy that the certificate is valid for',
  DEPTH_ZERO_SELF_SIGNED_CERT: PROXY_CA_REMEDY,
  SELF_SIGNED_CERT_IN_CHAIN: PROXY_CA_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: PROXY_CA_REMEDY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: PROXY_CA_REMEDY,
  ERR_SSL_WRONG_VERSION_NUMBER: 'write http:// before its name',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'write http:// before its name',
};

const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'INCOMPLETE',
]);

/** After these there was a connection. */
const BROKEN = new Set([
  ...['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
  ...['SILENT', 'INCOMPLETE', 'TOO_LONG', 'ENCODING'],
]);

/** Puts a request's error into words. An unknown error keeps its own message. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProxyTrouble) {
    const { message: cause, remedy, timeout } = error;
    return { kind: 'failure', cause, ...(remedy !== undefined && { remedy }), timeout };
  }
  const { name, code = '', message } = error as Partial<Error & { code: string }>;
  const remedy = REMEDIES[code];
  // Most of undici's parser errors have no code.
  const known = name === 'HTTPParserError' ? 'the host does not speak HTTP' : CAUSES[code];
  return {
    kind: 'failure',
    cause: known ?? (message || String(error)),
    ...(remedy !== undefined && { remedy }),
    timeout: TIMEOUTS.has(code),
    ...((BROKEN.has(code) || name === 'HTTPParserError') && { broken: true }),
  };
}

/** Puts the error of a connection to a proxy into words that follow its name: `its TLS certificate has an unknown issuer`. */
export function proxyFailureOf(error: Error): Pick<Failure, 'cause' | 'timeout'> & { remedy?: string } {
  const { cause, timeout } = failureOf(error);
  const remedy = PROXY_REMEDIES[(error as { code?: string }).code ?? ''];
  const ofIt = cause.replace(/\bthe host's\b/, 'its').replace(/\bthe host\b(?! name)/, 'it');
  return { cause: ofIt, timeout, ...(remedy !== undefined && { remedy }) };
}
