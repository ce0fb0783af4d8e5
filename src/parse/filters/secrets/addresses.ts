import { isIPv4, isIPv6 } from 'node:net';
import type { Replacement, SecretKind } from './secret.ts';

/** Looked for without what must stand before it: to look back from each character took several times as long. */
const V4 = /\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)/g;
/** What an address of IPv4 may stand behind: no letter, digit or dot, but an escape of a URL. */
const BEFORE = /(?:^|[^\w.%]|%[0-9A-Fa-f]{2})$/;
/** An address of IPv6 has two colons in a row, or seven. */
const MAY_BE_V6 = /::|(?:[0-9A-Fa-f]{1,4}:){7}/;
/** What an address of IPv6 is a part of: digits and colons as far as they go. */
const V6_RUN = /[0-9A-Fa-f]*:[0-9A-Fa-f:]*/g;
/** Groups of 16 bits that are left of an address: what a network is given, RFC 6177. */
const GROUPS_LEFT = 3;
const GROUPS = 8;

/**
 * Addresses, cut to their networks, as web servers that call it anonymous do: without the last byte of IPv4, the last 80 bits of IPv6. They stay addresses,
 * as the mapping has them.
 */
export const addresses: SecretKind = {
  mayBe: /\d\.\d{1,3}\.\d{1,3}\.\d|::|(?:[0-9A-Fa-f]{1,4}:){7}/,
  replace(text, replacement) {
    const left = text.replace(V4, (address, at: number) =>
      BEFORE.test(text.slice(Math.max(0, at - 3), at)) && isIPv4(address)
        ? changed(address, networkOf(address), replacement)
        : address,
    );
    if (!MAY_BE_V6.test(left)) return left;
    return left.replace(V6_RUN, (run, at: number) => ofRun(left, run, at, replacement));
  },
};

function ofRun(text: string, run: string, at: number, replacement: Replacement): string {
  // Of `%5B2001:db8::1` and `ip:2001:db8::1:` the escape and the colons at the ends are no part of the address.
  const from = text[at - 1] === '%' ? 2 : /^:[^:]/.test(run) ? 1 : 0;
  const to = /[^:]:$/.test(run) ? run.length - 1 : run.length;
  const address = run.slice(from, to);
  const isPart =
    (from === 0 && /\w$/.test(text.slice(Math.max(0, at - 1), at))) ||
    /^(?:\w|\.\d)/.test(text.slice(at + run.length, at + run.length + 2));
  if (isPart || !isIPv6(address)) return run;
  return run.slice(0, from) + changed(address, networkOfV6(address), replacement) + run.slice(to);
}

/** Whether the whole text is one. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

/** Cut to its network; `replacement` is told only of one that is changed by it. */
function changed(address: string, network: string, replacement: Replacement): string {
  if (network === address) return address;
  replacement(address);
  return network;
}

function networkOf(address: string): string {
  return address.replace(/\d+$/, '0');
}

function networkOfV6(address: string): string {
  const [before = '', after] = address.split('::');
  const groups = before === '' ? [] : before.split(':');
  const behind = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : GROUPS - groups.length - behind.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...behind];
  const left = all.slice(0, GROUPS_LEFT).map((group) => Number.parseInt(group, 16).toString(16));
  while (left.at(-1) === '0') left.pop();
  return `${left.join(':')}::`;
}
