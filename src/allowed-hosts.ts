import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/**
 * The foreign name in a request's Host or Origin header; undefined when the request may be answered. `names` are those that
 * the server answers to besides: the host that it was told to listen on, and those of `--listen-host`.
 *
 * Protects against DNS rebinding, by which a web page in a browser reaches this host under a domain of its own, and against pages that
 * send requests to other sites. So both headers must name this host: a loopback name or address, an address of one of its interfaces, its
 * own name, or one of `names`. A name that has no dots is no better than others, since a neighbour on the network may
 * answer for it. A request without these headers is no browser's.
 */
export function foreignHost(
  { host, origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>,
  names: readonly string[],
  ownAddresses: () => readonly string[] = addressesOfInterfaces,
): string | undefined {
  const isOwn = (authority: string | undefined): boolean => {
    const name = nameIn(authority ?? '');
    return (
      name !== undefined &&
      (isOwnName(name, names) ||
        isOwnAddress(name, () => [...ownAddresses(), ...names.filter((other) => isIP(other) !== 0)]))
    );
  };
  if (host !== undefined && !isOwn(host)) return host;
  // Pages in a sandbox, and those of files, send `null`.
  if (origin !== undefined && !isOwn(/^https?:\/\/(.*)$/i.exec(origin)?.[1])) return origin;
  return undefined;
}

/** `name`, `name:port`, `[IPv6]` or `[IPv6]:port`. */
const authorityForm = /^(?:\[([\da-f:.]+)\]|([^\s:/?#@\\[\]]+))(?::\d*)?$/i;

/** The name or address without brackets and port, in lower case; undefined when there is none. */
function nameIn(authority: string): string | undefined {
  const [, address, name] = authorityForm.exec(authority) ?? [];
  // A dot at the end says that the name is complete.
  return (address ?? name)?.toLowerCase().replace(/\.$/, '');
}

function isOwnName(name: string, names: readonly string[]): boolean {
  const own = ['localhost', hostname(), ...names].some((other) => other.toLowerCase() === name);
  return own || name.endsWith('.localhost');
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/** Compares addresses, not their texts: IPv6 has many for each. */
function isOwnAddress(name: string, ownAddresses: () => readonly string[]): boolean {
  const version = isIP(name);
  if (version === 0) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (loopback.check(name, family)) return true;
  const own = new BlockList();
  for (const address of ownAddresses()) own.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return own.check(name, family);
}

/** Read each time, because interfaces come and go. */
function addressesOfInterfaces(): string[] {
  return Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address));
}
