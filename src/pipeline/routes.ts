import type { Options } from '../options/options.ts';
import { Routes, type RoutesOptions } from '../parse/routing/routes.ts';
import type { ShipperPool } from '../ship/pool/pool.ts';

/** Which index each container's documents go to, by the options. Of an index that a container chooses `pool` is told before any document comes. */
export function routesBy(
  { hostName, destination }: Options,
  onBad: RoutesOptions['onBad'],
  pool: () => ShipperPool,
): Routes {
  const { pattern, labels } = destination;
  return new Routes({
    hostName,
    usual: pattern,
    ...(labels && { labels }),
    ...(onBad && { onBad }),
    onChosen: ({ text, wildcard }) => pool().want({ index: text, wildcard }),
  });
}
