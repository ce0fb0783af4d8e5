const BACKSLASH = 0x5c;

/** What a member of a line may tell of it, as every logger does in some way. */
export type Role = 'level' | 'time' | 'message';

/** A name under which loggers write one of them. */
export interface RoleName {
  readonly name: string;
  readonly bytes: Buffer;
  readonly role: Role;
  /** Of two members with one role the one with the lower rank has it. */
  readonly rank: number;
}

/** The names by role, the surest first. Which logger writes which is told in docs/formats.md. */
const NAMES: Readonly<Record<Role, readonly string[]>> = {
  level: [
    ...['level', 'log.level', 'severity', 'lvl', 'levelname', 'level_name', 'loglevel', 'log_level'],
    ...['severity_text', 'severityText', '@l', 'Level', 'LogLevel'],
  ],
  time: [
    ...['@timestamp', 'timestamp', 'time', 'ts', '@t', 'asctime', 'datetime', 'date', 'eventTime'],
    ...['Timestamp', 'Time'],
  ],
  message: [
    ...['message', 'msg', '@m', 'short_message', 'RenderedMessage', 'Message', '@mt', 'MessageTemplate'],
    'event',
  ],
};

const ALL: readonly RoleName[] = (Object.keys(NAMES) as Role[]).flatMap((role) =>
  NAMES[role].map((name, rank) => ({ name, bytes: Buffer.from(name), role, rank })),
);
const BY_NAME: ReadonlyMap<string, RoleName> = new Map(ALL.map((each) => [each.name, each]));
const BY_FIRST_BYTE: readonly (readonly RoleName[])[] = Array.from({ length: 256 }, (_, first) =>
  ALL.filter(({ bytes }) => bytes[0] === first),
);

/** The role that a member of this name may have. */
export function roleNamed(name: string): RoleName | undefined {
  return BY_NAME.get(name);
}

/** The same for the name that begins at `at` in a text in JSON string form; `end` stands behind it: a quote of the text has a backslash before it. */
export function roleNamedAt(source: Buffer, at: number, end = BACKSLASH): RoleName | undefined {
  const names = BY_FIRST_BYTE[source[at] as number] as readonly RoleName[];
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as RoleName;
    if (source[at + name.bytes.length] === end && standsAt(source, at, name.bytes)) return name;
  }
  return undefined;
}

/** Serilog's compact form has no level where it is this one. */
export const LEVEL_OF_COMPACT = 'info';
/** The name by which that form is told. */
export const TIME_OF_COMPACT = '@t';

function standsAt(source: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (source[at + i] !== bytes[i]) return false;
  return true;
}
