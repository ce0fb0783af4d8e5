import { type CertificateOptions, type Certificates, certificatesOf, pairTrouble } from './certificates.ts';
import type { Proxies } from './proxies.ts';
import { authorizationBy, type Credentials } from './secrets.ts';
import type { WatchedFile } from './watched-file.ts';

/** By these the agent shows who it is, and knows that a host is the right one. */
export interface AccessOptions extends Credentials, CertificateOptions {
  readonly proxies?: Proxies | undefined;
}

/** The things that requests need of credentials and certificates. Both are looked at each time. */
export interface Access {
  readonly authorization?: (anew: boolean) => string;
  readonly tls?: () => Certificates;
  readonly proxyFor?: (url: URL) => URL | undefined;
}

/** The access that the options give. */
export function accessBy(options: AccessOptions): Access {
  const authorization = authorizationBy(options);
  const tls = certificatesOf(options);
  const { proxies } = options;
  return {
    ...(authorization && { authorization }),
    ...(tls && { tls }),
    ...(proxies && { proxyFor: (url) => proxies.for(url) }),
  };
}

/** A file that is used as it is at the moment, as far as the log tells of it. */
export interface UsedFile {
  /** `--password-file`, say. */
  readonly option: string;
  readonly isSecret: boolean;
  readonly file: Pick<WatchedFile<unknown>, 'path' | 'look' | 'trouble' | 'readings' | 'isExposed'>;
}

/** The files among the options. */
export function filesOf(options: AccessOptions): readonly UsedFile[] {
  const { apiKeyFile, bearerTokenFile, passwordFile, ca, certificate, key } = options;
  const used = (option: string, isSecret: boolean, file: UsedFile['file'] | undefined): UsedFile[] =>
    file === undefined ? [] : [{ option, isSecret, file }];
  return [
    ...used('--api-key-file', true, apiKeyFile),
    ...used('--bearer-token-file', true, bearerTokenFile),
    ...used('--password-file', true, passwordFile),
    ...used('--ca-file', false, ca),
    ...used('--cert-file', false, certificate && key && asPair(certificate, key)),
    ...used('--key-file', true, key),
  ];
}

/** The certificate's file, which is in trouble as well while the key is another one's. */
function asPair(certificate: WatchedFile<string>, key: WatchedFile<string>): UsedFile['file'] {
  const notPair = pairTrouble(certificate, key);
  return {
    path: certificate.path,
    look: () => certificate.look(),
    get trouble() {
      return certificate.trouble ?? notPair();
    },
    get readings() {
      return certificate.readings;
    },
    get isExposed() {
      return certificate.isExposed;
    },
  };
}
