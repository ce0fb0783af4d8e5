/** The object that these bytes are the JSON of; undefined when they are of no object. Never throws. */
export function parseObject(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(bytes.toString()));
  } catch {
    return undefined;
  }
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** The text, or an empty one in place of anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
