/** Formats of texts that loggers and servers write, in the order in which they are tried. */
export const TEXT_NAMES = [
  'logfmt',
  'log4j',
  'python',
  'postgres',
  'mysql',
  'klog',
  'nginx-error',
  'apache-error',
  'syslog',
] as const;

/** The names that `--format` and the label `logagent.format` take. */
export const FORMAT_NAMES = ['auto', 'combined', 'json', ...TEXT_NAMES, 'pattern', 'plain'] as const;

export type TextName = (typeof TEXT_NAMES)[number];
export type FormatName = (typeof FORMAT_NAMES)[number];

export function isFormatName(name: string): name is FormatName {
  return (FORMAT_NAMES as readonly string[]).includes(name);
}
