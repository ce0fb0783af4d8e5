import { BlockList, isIP } from 'node:net';

/** The variables that name proxies, as curl and most programs read them; of two spellings the first that is set counts. */
const HTTPS = ['https_proxy', 'HTTPS_PROXY'] as const;
const HTTP = ['http_proxy', 'HTTP_PROXY'] as const;
const EXCEPTIONS = ['no_proxy', 'NO_PROXY'] as const;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('0.0.0.0');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

/** The proxies that the environment names. */
export function proxiesBy(env: NodeJS.ProcessEnv): Proxies | undefined {
  const [https, http] = [addressIn(env, HTTPS), addressIn(env, HTTP)];
  if (https === undefined && http === undefined) return undefined;
  const exceptions = firstOf(env, EXCEPTIONS)?.[1] ?? '';
  return new Proxies(
    https,
    http,
    exceptions.split(/[\s,]+/).filter((text) => text !== ''),
  );
}

/** Decides which requests go through which proxy. */
export class Proxies {
  readonly #https: URL | Error | undefined;
  readonly #http: URL | Error | undefined;
  readonly #exceptions: readonly ((host: string, port: string) => boolean)[];

  constructor(https: URL | Error | undefined, http: URL | Error | undefined, exceptions: readonly string[]) {
    this.#https = https;
    this.#http = http;
    this.#exceptions = exceptions.map(exceptionOf);
  }

  /**
   * The proxy for requests to this address; undefined when they go directly, as those to this machine and its neighbours always do. Throws an Error
   * with a sentence, without the password, when the proxy's address is none.
   */
  for(url: URL): URL | undefined {
    const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    if (isNear(host) || this.#exceptions.some((fits) => fits(host, port))) return undefined;
    const proxy = url.protocol === 'https:' ? this.#https : this.#http;
    if (proxy instanceof Error) throw proxy;
    return proxy;
  }
}

function firstOf(env: NodeJS.ProcessEnv, names: readonly string[]): [name: string, text: string] | undefined {
  for (const name of names) {
    const text = env[name]?.trim();
    if (text) return [name, text];
  }
  return undefined;
}

function addressIn(env: NodeJS.ProcessEnv, names: readonly string[]): URL | Error | undefined {
  const [name, text] = firstOf(env, names) ?? [];
  if (text === undefined) return undefined;
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  // `user:1/2@proxy` is a proxy named user: nothing may be sent there.
  if (url !== undefined && `${url.pathname}${url.search}${url.hash}`.includes('@'))
    return new Error(
      `${name}: user and password can't be told from the proxy's name. Write / in them as %2F, @ as %40, : as %3A, ? as %3F and # as %23.`,
    );
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  // The variables are for all programs, and only some addresses need one.
  return new Error(
    `${name} is not the address of an HTTP proxy. Write it like http://proxy:3128 or http://user:password@proxy:3128.`,
  );
}

/**
 * This machine, and names that only a network of its own knows: compose's services and Kubernetes' (`es01`), `host.docker.internal`. Docker puts
 * the variables of its configuration into every container, and no proxy could resolve those.
 */
function isNear(host: string): boolean {
  const version = isIP(host);
  if (version !== 0) return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
  return !host.includes('.') || /\.(?:localhost|internal|local)$/.test(host);
}

/** `*`, a name with all below it, an address or a range such as `10.0.0.0/8`; name and address with a port or without. */
function exceptionOf(text: string): (host: string, port: string) => boolean {
  if (text === '*') return () => true;
  const range = /^([\da-f:.]+)\/(\d{1,3})$/i.exec(text);
  if (range !== null) return rangeOf(range[1] ?? '', Number(range[2]));
  const [, bracketed, plain = '', wanted] = /^(?:\[([^\]]+)\]|(.*?))(?::(\d+))?$/.exec(text) ?? [];
  // An IPv6 address without brackets ends as a port does.
  const whole = isIP(text) === 6;
  const name = (whole ? text : (bracketed ?? plain)).toLowerCase().replace(/^\*?\./, '');
  return (host, port) =>
    (whole || wanted === undefined || wanted === port) && (host === name || host.endsWith(`.${name}`));
}

function rangeOf(address: string, bits: number): (host: string) => boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  // What is no range excepts nothing.
  if (isIP(address) === 0 || bits > (family === 'ipv6' ? 128 : 32)) return () => false;
  list.addSubnet(address, bits, family);
  return (host) => isIP(host) !== 0 && list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
