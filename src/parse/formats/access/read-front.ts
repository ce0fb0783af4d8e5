import type { AccessNames } from '../../schemas/names.ts';
import { LONGEST_ADDRESS } from './constants.ts';
import { type Fields, given, type Reading } from './reading.ts';

// A user's name may have blanks, and then nothing but the time begins with a bracket.
const IDENT_AND_USER = / ([^ ]+) ([^ ]+) \[/y;
const NO_IDENT_AND_USER = / - ((?:[^ []+ )+)\[/y;
const WORD = /[^ ]+/y;
const BLANK = / /y;
const ADDRESS = new RegExp(`^[0-9A-Za-z.:_-]{1,${LONGEST_ADDRESS}}(?=,)`);

/**
 * Reads what stands before the time, up to and with its bracket: `CLIENT IDENT USER [`, also with a virtual host in front or a user's
 * name of several words, where there is no ident. Whatever asks for identities by RFC 1413 writes words.
 */
export function readFront(reading: Reading, names: AccessNames): Fields | undefined {
  const { at } = reading;
  const client = readClient(reading, names);
  const usual = client && reading.take(IDENT_AND_USER);
  if (usual) return { ...client, ...given(names.ident, usual[1]), ...given(names.auth, usual[2]) };
  reading.at = at;
  const hosted = readHosted(reading, names);
  if (hosted !== undefined) return hosted;
  reading.at = at;
  return readUser(reading, readClient(reading, names), names);
}

function readHosted(reading: Reading, names: AccessNames): Fields | undefined {
  const vhost = reading.take(WORD)?.[0];
  if (vhost === undefined || vhost.includes(',') || !reading.take(BLANK)) return undefined;
  const fields = readUser(reading, readClient(reading, names), names);
  return fields && { ...given(names.vhost, vhost), ...fields };
}

function readUser(reading: Reading, client: Fields | undefined, names: AccessNames): Fields | undefined {
  const user = client && reading.take(NO_IDENT_AND_USER)?.[1];
  return user === undefined ? undefined : { ...client, ...given(names.auth, user.slice(0, -1)) };
}

/**
 * Reads the client: one word, or a list whose words end in commas, as proxies make it of their clients' addresses. What has a colon, or
 * digits and dots only, is an address; anything else is a name.
 */
function readClient(reading: Reading, names: AccessNames): Fields | undefined {
  const { text, at } = reading;
  do {
    if (reading.at > at && !reading.take(BLANK)) return undefined;
    if (!reading.take(WORD)) return undefined;
  } while (text[reading.at - 1] === ',');
  const client = text.slice(at, reading.at);
  if (!client.includes(',')) return clientField(client, names);
  const [first] = ADDRESS.exec(client) ?? [];
  return { ...(first !== undefined && clientField(first, names)), [names.forwarded]: client };
}

function clientField(client: string, names: AccessNames): Fields {
  const isAddress = client.includes(':') || /^[\d./]+$/.test(client);
  return given(isAddress ? names.ip : names.domain, client);
}
