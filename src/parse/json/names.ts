/** Some names of members, told to both ways. */
export interface Names {
  has(name: string): boolean;
  /** Whether the name that begins at `at`, in a text in JSON string form, is one of them. */
  isAt(source: Buffer, at: number): boolean;
}

/** Whether these bytes stand in the source at `at`. */
export function standsAt(source: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (source[at + i] !== bytes[i]) return false;
  return true;
}
