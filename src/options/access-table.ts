import { certificateFile, privateKeyFile } from '../access/certificates.ts';
import { keyFile, passwordFile } from '../access/secrets.ts';
import { single } from './option-row.ts';
import { optional, parseApiKey, parseCloudId, parseFingerprint, parseUser } from './option-values.ts';
import { watched } from './watched-option.ts';

/** The rows about credentials and certificates, a part of `optionTable`. */
export const accessTable = {
  cloudId: single(
    '--cloud-id <id>',
    '',
    'cloud id of an Elastic Cloud deployment, in place of --elasticsearch',
    optional(parseCloudId),
  ),
  apiKey: single(
    '--api-key <key>',
    '',
    'Elasticsearch API key, base64; better given by the environment',
    parseApiKey,
  ),
  apiKeyFile: single(
    '--api-key-file <file>',
    '',
    'file that holds the API key; read anew when it changes, as all files of credentials and certificates are',
    optional(watched(keyFile, 'Give a file that holds the encoded API key and nothing else.')),
  ),
  bearerTokenFile: single(
    '--bearer-token-file <file>',
    '',
    'file that holds a bearer token, such as that of an Elasticsearch service account',
    optional(watched(keyFile, 'Give a file that holds the token and nothing else.')),
  ),
  user: single('--user <name>', '', 'user whose password --password-file holds', parseUser),
  passwordFile: single(
    '--password-file <file>',
    '',
    'file that holds the password of --user',
    optional(watched(passwordFile, 'Give a file that holds the password and nothing else.')),
  ),
  ca: single(
    '--ca-file <file>',
    '',
    'PEM certificates that https hosts are checked against',
    optional(watched(certificateFile, 'Give a file of PEM certificates.')),
  ),
  caFingerprint: single(
    '--ca-fingerprint <hex>',
    '',
    "SHA-256 of the certificate that issued the hosts', as Elasticsearch prints it at its first start; in place of --ca-file",
    optional(parseFingerprint),
  ),
  certificate: single(
    '--cert-file <file>',
    '',
    'PEM certificate that the agent shows to https hosts, with those of its issuers behind it',
    optional(watched(certificateFile, 'Give a file of PEM certificates.')),
  ),
  key: single(
    '--key-file <file>',
    '',
    'PEM private key of --cert-file, without a passphrase',
    optional(
      watched(
        privateKeyFile,
        'Give a PEM private key without a passphrase; openssl pkey -in FILE -out OTHER takes one off.',
      ),
    ),
  ),
};
