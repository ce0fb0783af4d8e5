import type { Schema } from '../schemas/names.ts';
import { levelOfJson, severityOf } from './levels.ts';
import { timeOfJson } from './read-times.ts';
import { LEVEL_OF_COMPACT, type Role, type RoleName, roleNamed, TIME_OF_COMPACT } from './role-names.ts';

/** The names of the fields that the roles become. */
export type RoleFields = Pick<Schema, 'level' | 'severity' | 'levelNumber' | 'timestamp' | 'message'>;

/** What a line tells of itself, in the form that a document has it. */
export interface Told {
  readonly level?: string | undefined;
  readonly number?: number | undefined;
  /** ISO 8601. */
  readonly time?: string | undefined;
  readonly message?: string | undefined;
}

/** The members of a document for what a line tells, in the order in which both ways write them. */
export function membersOf({ level, number, time, message }: Told, fields: RoleFields): string[] {
  const { severity } = fields;
  const members: [string, string | number | undefined][] = [
    [fields.level, level],
    [severity ?? '', severity === undefined || level === undefined ? undefined : severityOf(level)],
    [fields.levelNumber, number],
    [fields.timestamp, time],
    [fields.message, message],
  ];
  return members.flatMap(([name, value]) =>
    value === undefined ? [] : [`${JSON.stringify(name)}:${JSON.stringify(value)}`],
  );
}

/**
 * Takes the members with a role out of an object's members, which are JSON by name, and returns what they tell. A member whose value
 * does not fit its role stays with the others, and so does one of two with the same role.
 */
export function takeRoles(members: Map<string, string>): Told {
  const best = new Map<Role, RoleName>();
  for (const [name, json] of members) {
    const named = roleNamed(name);
    if (named === undefined || !fits(named.role, json)) continue;
    const other = best.get(named.role);
    if (other === undefined || named.rank < other.rank) best.set(named.role, named);
  }
  const take = (role: Role): string => {
    const { name = '' } = best.get(role) ?? {};
    const json = members.get(name) ?? '';
    members.delete(name);
    return json;
  };
  const isCompact = best.get('time')?.name === TIME_OF_COMPACT;
  const { word, number } = levelOfJson(take('level')) ?? { word: isCompact ? LEVEL_OF_COMPACT : undefined };
  const time = timeOfJson(take('time'));
  const message = take('message');
  return { level: word, number, time, message: message === '' ? undefined : JSON.parse(message) };
}

function fits(role: Role, json: string): boolean {
  if (role === 'message') return json.startsWith('"');
  return (role === 'level' ? levelOfJson(json) : timeOfJson(json)) !== undefined;
}
