import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pattern, PatternError } from './parse/pattern.ts';

/** How the text of an option becomes a value; each throws OptionError with a sentence that names option, mistake and remedy. */

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A mistake of the person who starts logagent: printed as it is, without a stack. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export const MIB = 1024 * 1024;

/** A URL for people: scheme, host and port, never user or password. */
export function hostLabel(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

export function parseUrl(text: string): URL {
  // The text may hold a password, so that no message repeats it.
  const remedy = 'Write it like http://es01:9200 or https://user:password@es01:9200.';
  if (!URL.canParse(text))
    throw new OptionError(`--elasticsearch: one of the addresses is not a URL. ${remedy}`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OptionError(`--elasticsearch: ${url.protocol}// is not http:// or https://. ${remedy}`);
  }
  return url;
}

/** Elasticsearch's own rules for index names (MetadataCreateIndexService.validateIndexOrAliasName). */
export function parseIndex(name: string): string {
  const bad = /[\\/*?"<>| ,#:\p{Lu}]/u.test(name) || /^[-_+]/.test(name) || name === '.' || name === '..';
  if (bad || name === '' || Buffer.byteLength(name) > 255) {
    throw new OptionError(
      `--index: ${JSON.stringify(name)} is not a name Elasticsearch allows. Use lower case, no spaces or \\ / * ? " < > | , # : and no - _ + in front.`,
    );
  }
  return name;
}

export function notEmpty(option: string, text: string): string {
  if (text === '') throw new OptionError(`--${option} is empty. Give a folder.`);
  return text;
}

export function oneOf<const T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((value) => value === text);
  if (found === undefined) {
    throw new OptionError(`--${option}: ${JSON.stringify(text)} is none of ${allowed.join(', ')}.`);
  }
  return found;
}

export function parseCount(option: string, text: string, least: number, most: number): number {
  const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= least && count <= most) return count;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is not a whole number from ${least} to ${most}.`,
  );
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
  g: 1024 * MIB,
  gb: 1024 * MIB,
  gib: 1024 * MIB,
};

export function parseSize(option: string, text: string, least: number, most: number): number {
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
}

const TIME_UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Timers of Node.js hold at most 2^31-1 ms; a day is more than any of these waits needs. */
const LONGEST_TIME = 24 * 3_600_000;

export function parseTime(option: string, text: string): number {
  const [, digits, unit] = /^(\d{1,9})\s*(ms|s|m|h)$/.exec(text) ?? [];
  const time = Number(digits) * (TIME_UNITS[unit ?? ''] ?? Number.NaN);
  if (time > 0 && time <= LONGEST_TIME) return time;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is not a time of at most a day. Write it like 500ms, 10s or 5m.`,
  );
}

export function parseAddress(option: string, text: string): Address {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]*)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535) {
    throw new OptionError(
      `--${option}: ${JSON.stringify(text)} is not an address. Write it like 127.0.0.1:9280.`,
    );
  }
  return { host: bracketed ?? (plain || '127.0.0.1'), port };
}

/** White space around it comes with files and Secrets and is no part of it. The message does not repeat the key. */
export function parseApiKey(text: string): string | undefined {
  const key = text.trim();
  if (/^[\x21-\x7e]*$/.test(key)) return key || undefined;
  throw new OptionError(
    '--api-key holds characters that no API key has. Give the encoded key, as Elasticsearch gave it out.',
  );
}

/** The text of a file of PEM certificates. */
export function readCertificates(path: string): string {
  const remedy = 'Give a file of PEM certificates.';
  try {
    const text = readFileSync(path, 'utf8');
    // Throws for what is no certificate; without this every request would fail instead.
    new X509Certificate(text);
    return text;
  } catch (error) {
    throw new OptionError(`--ca-file: ${path} can't be used: ${(error as Error).message}. ${remedy}`);
  }
}

export function parsePattern(text: string): Pattern {
  try {
    return new Pattern(text);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new OptionError(`--pattern: ${JSON.stringify(text)} ${error.message}.`);
  }
}

/** Whether the groups that shall be numbers are there. */
export function checkPatternNumbers(patterns: readonly Pattern[], numbers: readonly string[]): void {
  const names = patterns.flatMap((pattern) => pattern.names);
  const unknown = numbers.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new OptionError(
    `--pattern-numbers: no --pattern has a group named ${JSON.stringify(unknown)}. Name groups of a pattern.`,
  );
}
