/** Why a request had no answer. */
export interface Failure {
  readonly kind: 'failure';
  /** One clause a person understands. */
  readonly cause: string;
  readonly remedy?: string;
  /** The host was reached or may be there, but took too long: a sign of overload. */
  readonly timeout: boolean;
}

/** What this program itself gives up, in words of `CAUSES`. */
export class GivenUp extends Error {
  readonly code: 'SILENT' | 'INCOMPLETE' | 'TOO_LONG' | 'ENCODING';

  constructor(code: GivenUp['code']) {
    super(code);
    this.code = code;
  }
}

const CA_REMEDY = "give the issuer's certificate by --ca-file";
const NOT_TLS = 'the host does not speak TLS';

/** Error codes of Node.js, OpenSSL and undici in words. */
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
  INCOMPLETE: 'the answer did not come to its end',
  TOO_LONG: 'the answer is too long to be one to _bulk',
  ENCODING: 'the answer is encoded in a way that was not asked for',
  CERT_HAS_EXPIRED: "the host's TLS certificate has expired",
  CERT_NOT_YET_VALID: "the host's TLS certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "the host's TLS certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the host's TLS certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "the host's TLS certificate has an unknown issuer",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the host's TLS certificate has an unknown issuer",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the host's TLS certificate has an unknown issuer",
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
};

const REMEDIES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'renew the certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'use a name that the certificate bears',
  DEPTH_ZERO_SELF_SIGNED_CERT: CA_REMEDY,
  SELF_SIGNED_CERT_IN_CHAIN: CA_REMEDY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: CA_REMEDY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: CA_REMEDY,
  ERR_SSL_WRONG_VERSION_NUMBER: 'use http:// for this host',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'use http:// for this host',
};

const TIMEOUTS = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'INCOMPLETE',
]);

/** Puts a request's error into words. Unknown errors keep their own. */
export function failureOf(error: unknown): Failure {
  const { name, code = '', message } = error as Partial<Error & { code: string }>;
  const remedy = REMEDIES[code];
  // undici's parser errors mostly come without a code.
  const known = name === 'HTTPParserError' ? 'the host does not speak HTTP' : CAUSES[code];
  return {
    kind: 'failure',
    cause: known ?? (message || String(error)),
    ...(remedy !== undefined && { remedy }),
    timeout: TIMEOUTS.has(code),
  };
}
