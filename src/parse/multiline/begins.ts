import { GOROUTINE, HEADER, HEADER_WITH_CODE } from './trace-states.ts';

/** Characters that stand in JSON string form as they are, one byte each. */
const PLAIN = String.raw`[ !#-%'-;=?-\[\]-~]`;
const SEVERE =
  'ERROR|FATAL|SEVERE|CRITICAL|WARNING|WARN|ALERT|EMERG|EMERGENCY|PANIC|Error|Warning|error|fatal|panic';
const HARMLESS = 'INFO|DEBUG|TRACE';
const OF_POSTGRES = 'LOG|NOTICE|DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION';

/** Characters that may stand between a line's date, time of the day or bracket and its level, and spaces among them. */
export const LEVEL_REACH = 46;
export const LEVEL_SPACES = 5;

const BEFORE_LEVEL = String.raw`\[|\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d|\d\d:\d\d:\d\d|\d\d-[A-Z][a-z]{2}-\d{4}`;
/** The first word of a level in a line that begins so. */
const DATED = new RegExp(
  `^(?:${BEFORE_LEVEL})(${PLAIN}{0,${LEVEL_REACH}}?)(?<![A-Za-z])(?:(${SEVERE})|(?:${HARMLESS}))(?![A-Za-z])`,
);
/** The word stands first, before what is no other word. */
const FIRST = /^(?:ERROR|FATAL|SEVERE|CRITICAL|WARNING|WARN|ALERT|EMERG|PANIC)(?![\w.])|^error: /;
const POSTGRES = new RegExp(
  String.raw`^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})? (?:[A-Z]{1,5}|[+-]\d\d) \[(\d{1,7})\] (?:[!#-%'-;=?-\[\]-~]{1,24} )?(?:(?:ERROR|FATAL|PANIC|WARNING)|(${OF_POSTGRES})):  ?`,
);
const BELONGS = /^(?:DETAIL|HINT|CONTEXT|STATEMENT|QUERY|LOCATION)$/;
const ACCESS = /^\S+ \S+ \S+ \[\d\d\/[A-Z]/;

/** The state of PostgreSQL's lines, which names the process. */
const OF_PROCESS = 'postgres ';

/** Lines that begin a trace, or are some of one whose beginning is in another event. */
const TRACES: readonly (readonly [RegExp, string])[] = [
  [/^(?:Traceback \(most recent call last\):| {2}File "[^"]{0,300}", line \d+)/, 'python'],
  [/^Exception (?:in thread |ignored in)[^"]{0,200}$/, 'log'],
  [HEADER, 'frames'],
  [HEADER_WITH_CODE, 'frames'],
  [/^[ \t]{1,16}(?:at \S|\.\.\. \d+ (?:more|common frames omitted))/, 'frames'],
  [/^[ \t]{0,16}(?:Caused by|Suppressed): \S/, 'frames'],
  [/^(?:panic: |fatal error: |SIG(?:ABRT|SEGV|QUIT|BUS|ILL|TRAP|TERM|FPE): )/, 'go'],
  [GOROUTINE, 'go'],
  [/^(?:file:\/\/)?\/[\w./-]*:\d+$|^node:[\w/]+:\d+$/, 'place'],
  [/^[A-Za-z_/][\w./-]*:\d+:in [`']/, 'ruby'],
  [/^\tfrom [\w./-]+:\d+/, 'raised by'],
  [/^(?:PHP )?Fatal error: /, 'php'],
  [/^#\d+ \S+\(\d+\): /, 'php'],
  [/^thread '.*' (?:\(\d+\) )?panicked at .*[^:]$/, 'rust'],
  [/^thread '.*' (?:\(\d+\) )?panicked at /, 'panicked at'],
  [/^(?:fail|crit|warn): [\w.]+\[\d+\]$/, 'below'],
  // klog and glog; Ruby's Logger
  [/^[EFW](?:\d{4} \d\d:|, \[\d{4}-)/, 'log'],
  [FIRST, 'log'],
];

/** See `LinesRule.begin`. */
export function beginTrace(text: string): string | undefined {
  const first = text.charCodeAt(0);
  // An object is JSON, whatever stands in it.
  if (first === 0x7b || Number.isNaN(first)) return undefined;
  const dated = DATED.exec(text);
  const [, between = '', severe] = dated ?? [];
  const isFar = between.split(' ').length - 1 > LEVEL_SPACES;
  if (dated !== null && severe === undefined && !isFar) return undefined;
  const process = POSTGRES.exec(text)?.[1];
  if (process !== undefined) return OF_PROCESS + process;
  const isLog = severe !== undefined && !isFar;
  const state = isLog ? 'log' : TRACES.find(([when]) => when.test(text))?.[1];
  return state !== undefined && ACCESS.test(text) ? undefined : state;
}

/** The state after a line of PostgreSQL's that belongs to one before it. */
export function goOnOfPostgres(state: string, text: string): string | undefined {
  if (!state.startsWith(OF_PROCESS)) return undefined;
  if (text.startsWith('\t')) return state;
  const [, process, word] = POSTGRES.exec(text) ?? [];
  return word !== undefined && BELONGS.test(word) && OF_PROCESS + process === state ? state : undefined;
}
