import type { TextName } from '../format-names.ts';
import { apacheError } from './apache-error.ts';
import { klog } from './klog.ts';
import { log4j } from './log4j/log4j.ts';
import { mysql } from './mysql.ts';
import { nginxError } from './nginx-error.ts';
import { postgres } from './postgres.ts';
import { python } from './python.ts';
import { syslog } from './syslog.ts';
import type { TextReader } from './text-line.ts';

/** The text formats whose fields have names of their own, by name. */
export const textReaders: Readonly<Record<Exclude<TextName, 'logfmt'>, TextReader>> = {
  log4j,
  python,
  postgres,
  mysql,
  klog,
  'nginx-error': nginxError,
  'apache-error': apacheError,
  syslog,
};
