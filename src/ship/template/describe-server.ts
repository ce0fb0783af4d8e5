import type { Reply } from '../requests/sender.ts';
import type { Ask } from './ask.ts';
import type { ObjectType } from './mapping.ts';
import { isAtLeast, readServer, type Server, type STORE } from './server.ts';

/** What a host is; or the reply that did not tell. */
export type Described = Server | typeof STORE | { readonly untold: Reply };

/** Asks a host which server it is. */
export async function describeServer(ask: Ask): Promise<Described> {
  const reply = await ask('GET', '');
  if (reply.kind === 'failure' || reply.status !== 200) return { untold: reply };
  return readServer(reply.bytes) ?? { untold: reply };
}

/**
 * The best type for objects that a server is known to have. `flattened` is a part of Elasticsearch itself in the versions that exist in one
 * distribution only; before 7.11 those without X-Pack don't have it.
 */
export function objectTypeOf(server: Server): ObjectType {
  if (server.flavor === 'opensearch') return isAtLeast(server, 2, 7) ? 'flat_object' : 'keyword';
  const isWhole = server.build === 'default' || isAtLeast(server, 7, 11);
  return isWhole && isAtLeast(server, 7, 3) ? 'flattened' : 'keyword';
}
