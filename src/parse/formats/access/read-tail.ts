import type { AccessNames } from '../../schemas/names.ts';
import { readMeasure } from './read-measure.ts';
import { type Fields, given, NUMBER, QUOTED, Reading } from './reading.ts';

const GIVEN = `(?:${QUOTED}|-)`;
const REFERRER_AND_AGENT = new RegExp(` ${GIVEN} ${GIVEN}(?= |$)`, 'y');
const COUNT = new RegExp(` (${NUMBER}) `, 'y');
const ROUTER_AND_SERVER = new RegExp(`${GIVEN} ${GIVEN} `, 'y');
const SERVERS = / \[([^ ]*)\](?= )/y;
const ONE_QUOTED = new RegExp(`${QUOTED}(?= |$)`, 'y');
const BLANK = / /y;
/** Quotes come in pairs: else the line has lost its end. */
const EXTRA = new RegExp(String.raw`[^"\\]*(?:(?:\\[^]|${QUOTED})[^"\\]*)*$`, 'y');

/**
 * Reads what follows the bytes, to the end: referrer and agent, and then any further tokens. Those that are known become fields. With the first
 * one that isn't, everything that is left goes into one field as it is. Undefined when the line has lost its end.
 */
export function readTail(reading: Reading, names: AccessNames, hasForwarded: boolean): Fields | undefined {
  const pair = reading.take(REFERRER_AND_AGENT);
  const usual = pair ? { ...given(names.referrer, pair[1]), ...given(names.agent, pair[2]) } : {};
  if (reading.isAtEnd) return usual;
  const proxied = pair && (readRouted(reading, names) ?? readPassedOn(reading, names));
  const known = proxied ?? readTokens(reading, names, pair === undefined || hasForwarded);
  const extra = readExtra(reading, names, names.responseTime in known);
  return extra && { ...usual, ...known, ...extra };
}

/** Traefik's: the request's number, the router, the server's URL, the time. Nothing follows. */
function readRouted(reading: Reading, names: AccessNames): Fields | undefined {
  const { at } = reading;
  const number = reading.take(COUNT);
  const places = number && reading.take(ROUTER_AND_SERVER);
  const time = places && readMeasure(reading, names);
  if (time && names.responseTime in time && reading.isAtEnd)
    return {
      [names.requestNumber]: Number(number[1]),
      ...given(names.router, places[1]),
      ...given(names.upstream, places[2]),
      ...time,
    };
  reading.at = at;
  return undefined;
}

/** ingress-nginx's: the request's length, the time, a name of servers. More follows. */
function readPassedOn(reading: Reading, names: AccessNames): Fields | undefined {
  const { at } = reading;
  const length = reading.take(COUNT);
  const time = length && readMeasure(reading, names);
  const servers = time && names.responseTime in time && reading.take(SERVERS);
  if (servers)
    return {
      [names.requestLength]: Number(length[1]),
      ...time,
      ...(servers[1] !== '' && given(names.upstream, servers[1])),
    };
  reading.at = at;
  return undefined;
}

/** In any order: the first one in quotes that is no measure, a time, a ratio. */
function readTokens(reading: Reading, names: AccessNames, wasForwarded: boolean): Fields {
  const fields: Fields = {};
  let hasForwarded = wasForwarded;
  for (;;) {
    const { at } = reading;
    if (!reading.take(BLANK)) return fields;
    const measure = readMeasure(reading, names);
    const [name] = Object.keys(measure ?? {});
    if (name !== undefined && !(name in fields)) {
      Object.assign(fields, measure);
      continue;
    }
    const quoted = hasForwarded || measure ? undefined : reading.take(ONE_QUOTED)?.[1];
    if (quoted === undefined) {
      reading.at = at;
      return fields;
    }
    hasForwarded = true;
    Object.assign(fields, given(names.forwarded, quoted));
  }
}

/** What is left, and the time in it if it is not known yet. */
function readExtra(reading: Reading, names: AccessNames, hasTime: boolean): Fields | undefined {
  if (reading.isAtEnd) return {};
  if (!reading.take(BLANK)) return undefined;
  const extra = reading.take(EXTRA)?.[0];
  if (extra === undefined) return undefined;
  if (extra === '') return {};
  return { ...given(names.extra, extra), ...(!hasTime && timeIn(extra, names)) };
}

/** The first time among the tokens that are not in quotes; the very first one is known to be none. */
function timeIn(extra: string, names: AccessNames): Fields {
  const reading = new Reading(extra);
  let isQuoted = false;
  for (let at = 0; at < extra.length; at++) {
    if (extra[at] === '\\') at++;
    else if (extra[at] === '"') isQuoted = !isQuoted;
    else if (extra[at] === ' ' && !isQuoted) {
      reading.at = at + 1;
      const measure = readMeasure(reading, names);
      if (measure && names.responseTime in measure) return measure;
    }
  }
  return {};
}
