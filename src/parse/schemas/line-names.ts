import type { Schema } from './names.ts';
import { dotted } from './path.ts';
import { SCHEMAS } from './schemas.ts';

/** What documents call a field, in each schema that there is: those of a store may be of several agents. */
function inAll(nameOf: (schema: Schema) => string): readonly string[] {
  return [...new Set(Object.values(SCHEMAS).map(nameOf))];
}

/** The names of the fields by which a document is shown as one line. */
export const lineNames = {
  time: inAll(({ time }) => time),
  container: inAll(({ container }) => dotted(container.name)),
  containerId: inAll(({ container }) => dotted(container.id)),
  message: inAll(({ message }) => message),
  ip: inAll(({ access }) => access.ip),
  domain: inAll(({ access }) => access.domain),
  ident: inAll(({ access }) => access.ident),
  auth: inAll(({ access }) => access.auth),
  timestamp: inAll(({ access }) => access.timestamp),
  request: inAll(({ access }) => access.request),
  status: inAll(({ access }) => access.status),
  bytes: inAll(({ access }) => access.bytes),
  referrer: inAll(({ access }) => access.referrer),
  agent: inAll(({ access }) => access.agent),
};
