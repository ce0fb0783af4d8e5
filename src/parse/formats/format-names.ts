/** The names that `--format` and the label `logagent.format` take. */
export const FORMAT_NAMES = ['combined', 'json', 'pattern', 'plain'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

export function isFormatName(name: string): name is FormatName {
  return (FORMAT_NAMES as readonly string[]).includes(name);
}
