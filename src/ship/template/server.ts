import { asRecord, parseObject, textOf } from '../answers/json.ts';

/** A server as far as its index templates differ from others'. */
export interface Server {
  readonly flavor: 'elasticsearch' | 'opensearch';
  readonly major: number;
  readonly minor: number;
  /** `default` is the distribution with X-Pack; the others have it or not. */
  readonly build: 'default' | 'other';
}

/** The embedded store of an agent, which has no types and needs no template. */
export const STORE = 'store';

/** Reads the answer to `GET /`; undefined when it does not say which server it is. Never throws. */
export function readServer(bytes: Buffer): Server | typeof STORE | undefined {
  const answer = parseObject(bytes);
  const version = asRecord(answer?.version);
  const build = textOf(version?.build_flavor);
  if (build === 'logagent') return STORE;
  const number = numbersOf(textOf(version?.number));
  if (number === undefined) return undefined;
  // OpenSearch can be told to call itself Elasticsearch 7.10.2 (compatibility.override_main_response_version).
  const open = version?.distribution === 'opensearch' || textOf(answer?.tagline).includes('OpenSearch');
  return {
    flavor: open ? 'opensearch' : 'elasticsearch',
    ...number,
    build: build === 'default' ? 'default' : 'other',
  };
}

/** Reads a server's name as a person gives it: `elasticsearch-8.19`, `elasticsearch-oss-7.10.2`, `opensearch-2.19`. */
export function parseServer(name: string): Server | undefined {
  const [, flavor, oss, number = ''] = /^(elasticsearch|opensearch)(-oss)?-(\d+\.\d+.*)$/.exec(name) ?? [];
  const numbers = numbersOf(number);
  if (numbers === undefined) return undefined;
  return {
    flavor: flavor === 'opensearch' ? 'opensearch' : 'elasticsearch',
    ...numbers,
    build: oss === undefined ? 'default' : 'other',
  };
}

/** Whether the server is of this version or a later one. */
export function isAtLeast({ major, minor }: Server, wantedMajor: number, wantedMinor: number): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** They are a part of X-Pack, so that a server may have none for all that. OpenSearch has its own since it is. */
export function mayHaveDataStreams(server: Server): boolean {
  if (server.flavor === 'opensearch') return true;
  return isAtLeast(server, 7, server.build === 'default' ? 9 : 11);
}

function numbersOf(version: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(version) ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
