import { WatchedFile } from './watched-file.ts';

/** Far more than any key: a JSON Web Token has a few KiB. */
const MOST_BYTES = 64 * 1024;

/** A file that holds one secret. Its messages never repeat it. */
export type SecretFile = WatchedFile<string>;

/** A file with an API key or a token. White space around it is left out. Throws an Error with one clause. */
export function keyFile(path: string): SecretFile {
  return new WatchedFile(path, {
    maxBytes: MOST_BYTES,
    read: (text) => {
      const key = text.trim();
      if (!/^[\x21-\x7e]+$/.test(key)) throw new Error('it holds characters that no key or token has');
      return key;
    },
  });
}

/** A file with a password. The line end behind it is left out, spaces belong to it. Throws an Error with one clause. */
export function passwordFile(path: string): SecretFile {
  return new WatchedFile(path, {
    maxBytes: MOST_BYTES,
    read: (text) => {
      const password = text.replace(/\r?\n$/, '');
      if (/[\r\n]/.test(password)) throw new Error('it holds more than one line');
      return password;
    },
  });
}

/** How requests say who sends them. */
export interface Credentials {
  readonly apiKey?: string | undefined;
  readonly apiKeyFile?: SecretFile | undefined;
  readonly bearerTokenFile?: SecretFile | undefined;
  readonly user?: string | undefined;
  readonly passwordFile?: SecretFile | undefined;
}

/**
 * The `Authorization` header by these credentials, as they are when it is called; undefined when there are none. With `anew`, files are
 * read even if they don't seem to have changed.
 */
export function authorizationBy(credentials: Credentials): ((anew: boolean) => string) | undefined {
  const { apiKey, apiKeyFile, bearerTokenFile, user, passwordFile } = credentials;
  if (apiKeyFile !== undefined) return (anew) => `ApiKey ${now(apiKeyFile, anew)}`;
  if (bearerTokenFile !== undefined) return (anew) => `Bearer ${now(bearerTokenFile, anew)}`;
  if (passwordFile !== undefined)
    return (anew) => `Basic ${Buffer.from(`${user}:${now(passwordFile, anew)}`).toString('base64')}`;
  return apiKey === undefined ? undefined : () => `ApiKey ${apiKey}`;
}

function now(file: SecretFile, anew: boolean): string {
  return anew ? file.readAnew() : file.value;
}
