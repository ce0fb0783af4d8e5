import { isIP } from 'node:net';
import { addressOfCloudId } from '../access/cloud-id.ts';
import { hostName } from '../host-name.ts';

/**
 * Turns the text of an option into its value. `option` is the option's name without dashes. Throws OptionError with one sentence
 * that names the option, the mistake and the remedy.
 */
export type Parser<T> = (text: string, option: string) => T;

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A mistake of the person who starts logagent: printed as it is, without a stack. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;

/** A URL for people: scheme, host and port, never user or password. */
export function hostLabel(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

/** One http or https address. The text may hold a password, so no message repeats it. */
export function parseUrl(text: string, option: string): URL {
  const remedy = 'Write it like http://es01:9200 or https://user:password@es01:9200.';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // `user:1/2@es01` is a host named user, whose path looks like the rest of a password: nothing may be sent there.
  if (text.includes('@') && (url === undefined || `${url.pathname}${url.search}${url.hash}`.includes('@')))
    throw new OptionError(
      `--${option}: user and password of one of the addresses can't be told from its host. Write / in them as %2F, @ as %40, : as %3A, ? as %3F, # as %23 and , as %2C.`,
    );
  // A raw comma in a password ends the address too: what is left of it looks like a host with a port that is no number.
  if (url === undefined && /^https?:\/\/[^/@[\]]+:[^/@]*$/.test(text))
    throw new OptionError(
      `--${option}: the port of one of the addresses is not a number. ${remedy} If it is the beginning of a password, write , in it as %2C.`,
    );
  if (url === undefined) throw new OptionError(`--${option}: one of the addresses is not a URL. ${remedy}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OptionError(`--${option}: ${url.protocol}// is not http:// or https://. ${remedy}`);
  }
  return url;
}

/** The path of a folder, which need not exist. */
export function folder(text: string, option: string): string {
  if (text === '') throw new OptionError(`--${option} is empty. Give a folder.`);
  return text;
}

export function asIs(text: string): string {
  return text;
}

/** Printed, with exit code 1, when neither flag nor variable says which containers to follow. */
export function noContainers(): never {
  throw new OptionError(
    'You must specify a source container name.\n' +
      'For example: logagent --containers prod1,prod2 (names, ids or globs such as "web-*"), ' +
      'or set SOURCE_CONTAINER or LOGAGENT_CONTAINERS.',
  );
}

/** The given name, or the host's when there is none. */
export function nameOfHost(text: string): string {
  return text || hostName();
}

/** Undefined for an empty text, else what `parse` makes of it. */
export function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (text, option) => (text === '' ? undefined : parse(text, option));
}

export function oneOf<const T extends string>(allowed: readonly T[]): Parser<T> {
  return (text, option) => {
    const found = allowed.find((value) => value === text);
    if (found !== undefined) return found;
    throw new OptionError(`--${option}: ${JSON.stringify(text)} is none of ${allowed.join(', ')}.`);
  };
}

/** A whole number within these bounds, both included. */
export function countBetween(least: number, most: number): Parser<number> {
  return (text, option) => {
    const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (count >= least && count <= most) return count;
    throw new OptionError(
      `--${option}: ${JSON.stringify(text)} is not a whole number from ${least} to ${most}.`,
    );
  };
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  kb: 1024,
  kib: 1024,
  m: MIB,
  mb: MIB,
  mib: MIB,
  g: GIB,
  gb: GIB,
  gib: GIB,
};

/** A number of bytes within these bounds, both included. */
export function sizeBetween(least: number, most: number): Parser<number> {
  return (text, option) => {
    const [, digits, unit] = /^(\d{1,12})\s*([a-z]*)$/i.exec(text) ?? [];
    const factor = SIZE_UNITS[(unit ?? '-').toLowerCase()];
    if (factor === undefined) {
      throw new OptionError(
        `--${option}: ${JSON.stringify(text)} is not a size. Write it like 512kib, 1mib or 1gib.`,
      );
    }
    const bytes = Number(digits) * factor;
    if (bytes >= least && bytes <= most) return bytes;
    throw new OptionError(`--${option}: ${JSON.stringify(text)} is not between ${least} and ${most} bytes.`);
  };
}

const TIME_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** No wait needs longer than a day, and timers of Node.js hold at most 2^31-1 ms. */
const LONGEST_TIME = 24 * 3_600_000;

/** A duration in milliseconds. */
export function parseTime(text: string, option: string): number {
  const [, digits, unit] = /^(\d{1,9})\s*(ms|s|m|h)$/.exec(text) ?? [];
  const time = Number(digits) * (TIME_UNITS[unit ?? ''] ?? Number.NaN);
  if (time > 0 && time <= LONGEST_TIME) return time;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is not a time of at most a day. Write it like 500ms, 10s or 5m.`,
  );
}

/** As `parseTime`; 0 as well, and at most so many milliseconds. */
export const pauseUpTo =
  (most: number) =>
  (text: string, option: string): number => {
    const time = /^0\s*(ms|s)?$/.test(text) ? 0 : parseTime(text, option);
    if (time <= most) return time;
    throw new OptionError(`--${option}: ${JSON.stringify(text)} is longer than ${most / 1000}s.`);
  };

/** `host:port`, `[IPv6]:port` or `:port`, which means this machine only. */
export function parseAddress(text: string, option: string): Address {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new OptionError(
      `--${option}: ${JSON.stringify(text)} is not an address. Write it like 127.0.0.1:9280.`,
    );
  }
  return { host: bracketed ?? (plain || '127.0.0.1'), port };
}

/** The name or address of a host, as it stands in a URL but without port and brackets. */
export function parseHost(text: string, option: string): string {
  const [, address, name] =
    /^(?:\[?([0-9a-fA-F.]*:[0-9a-fA-F:.]*)\]?|([^\s:/?#@\\[\]]+))$/.exec(text.trim()) ?? [];
  const host = (address ?? name)?.toLowerCase().replace(/\.$/, '');
  if (host !== undefined && host !== '' && (address === undefined || isIP(host) === 6)) return host;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is not the name of a host. Write it like logagent or node7.example.com, without a port.`,
  );
}

/**
 * The key without the white space around it, which comes from files and Kubernetes Secrets; undefined when nothing is left. The
 * message does not repeat the key.
 */
export function parseApiKey(text: string, option: string): string | undefined {
  const key = text.trim();
  if (/^[\x21-\x7e]*$/.test(key)) return key || undefined;
  throw new OptionError(
    `--${option} holds characters that no API key has. Give the encoded key, as Elasticsearch gave it out.`,
  );
}

/** The address that an id of Elastic Cloud names. */
export function parseCloudId(text: string, option: string): URL {
  const url = addressOfCloudId(text);
  if (url !== undefined) return url;
  throw new OptionError(
    // Not repeated: it may be an address with a password.
    `--${option} is no cloud id. Copy it from the deployment's page, as in name:ZXhhbXBsZS5jb20kYWJj.`,
  );
}

/** The 64 hex digits of a SHA-256 in lower case, given with or without colons between the bytes. */
export function parseFingerprint(text: string, option: string): string {
  const digits = text.trim().replaceAll(':', '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(digits)) return digits;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is not the SHA-256 of a certificate. Give 64 hex digits, as openssl x509 -noout -fingerprint -sha256 -in http_ca.crt prints them.`,
  );
}

/** The name of a user: HTTP ends it at the first colon. */
export function parseUser(text: string, option: string): string {
  if (!/[:\p{Cc}]/u.test(text)) return text;
  throw new OptionError(
    `--${option} holds a colon or a control character. Give the name alone, the password by --password-file.`,
  );
}
