/** A document's `_id` that begins with a dash. One in 64 does, because its first part is base64url. */
const DASHED_ID = /^-[\w-]{15}\.\d+\.[\da-z]+$/;

/** Moves such ids behind `--`, where commander does not take them for options. */
export function withIdsLast(args: readonly string[]): readonly string[] {
  const isId = (arg: string): boolean => DASHED_ID.test(arg);
  if (args.includes('--') || !args.some(isId)) return args;
  return [...args.filter((arg) => !isId(arg)), '--', ...args.filter(isId)];
}
