import type { Definitions } from './expand.ts';

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"`;
const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
/** Not `{1,4}`: the linear engine counts no further than 16, counts within counts multiplied. */
const HEX = '[0-9A-Fa-f][0-9A-Fa-f]?[0-9A-Fa-f]?[0-9A-Fa-f]?';
/** By how many groups stand before the two colons that leave some out. */
const IPV6 = [
  `(?:${HEX}:){7}${HEX}`,
  `(?:${HEX}:){6}%{IPV4}`,
  `(?:${HEX}:){5}(?::${HEX}|:%{IPV4})`,
  `(?:${HEX}:){4}(?:(?::${HEX})?:%{IPV4}|(?::${HEX}){1,2})`,
  `(?:${HEX}:){3}(?:(?::${HEX}){0,2}:%{IPV4}|(?::${HEX}){1,3})`,
  `(?:${HEX}:){2}(?:(?::${HEX}){0,3}:%{IPV4}|(?::${HEX}){1,4})`,
  `${HEX}:(?:(?::${HEX}){0,4}:%{IPV4}|(?::${HEX}){1,5})`,
  `:(?:(?::${HEX}){0,5}:%{IPV4}|(?::${HEX}){1,7})`,
  `(?:${HEX}:){1,7}:`,
  '::',
].join('|');

const NUMBERS: Readonly<Record<string, string>> = {
  INT: String.raw`[+-]?\d+`,
  POSINT: String.raw`\b[1-9]\d*\b`,
  NONNEGINT: String.raw`\b\d+\b`,
  BASE10NUM: String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`,
  NUMBER: '%{BASE10NUM}',
  BASE16NUM: '[+-]?(?:0[xX])?[0-9A-Fa-f]+',
  BASE16FLOAT: String.raw`[+-]?(?:0[xX])?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)`,
  VERSION: String.raw`\d+(?:\.\d+)*(?:[-+][0-9A-Za-z.-]+)?`,
};

const WORDS: Readonly<Record<string, string>> = {
  WORD: String.raw`\b\w+\b`,
  NOTSPACE: String.raw`\S+`,
  SPACE: String.raw`\s*`,
  DATA: '.*?',
  GREEDYDATA: '.*',
  QUOTE: '"',
  QUOTEDSTRING: String.raw`(?:${QUOTED}|'(?:[^'\\]|\\.)*'|${'`'}(?:[^${'`'}\\]|\\.)*${'`'})`,
  QS: '%{QUOTEDSTRING}',
  UUID: '[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}',
  URN: String.raw`urn:[0-9A-Za-z][0-9A-Za-z-]*:[^\s"<>\\^{|}]+`,
  USERNAME: '[0-9A-Za-z._-]+',
  USER: '%{USERNAME}',
  EMAILLOCALPART: `[0-9A-Za-z.!#$%&'*+/=?^_{|}~-]+`,
  EMAILADDRESS: '%{EMAILLOCALPART}@%{HOSTNAME}',
  // A longer one before its beginning, so that a whole word is taken where both would do.
  LOGLEVEL: [
    '(?:[Ii]nformation|INFORMATION|[Ii]nfo|INFO|[Ww]arning|WARNING|[Ww]arn|WARN|[Ee]rror|ERROR|[Ee]rr|ERR',
    '[Dd]ebug|DEBUG|[Tt]race|TRACE|[Vv]erbose|VERBOSE|[Nn]otice|NOTICE|[Ff]atal|FATAL|[Ss]evere|SEVERE|[Ff]ine|FINE',
    '[Cc]ritical|CRITICAL|[Cc]rit|CRIT|[Aa]lert|ALERT|[Pp]anic|PANIC|[Ee]mergency|EMERGENCY|[Ee]merg|EMERG)',
  ].join('|'),
  JAVACLASS: String.raw`(?:[A-Za-z$_][\w$]*\.)*[A-Za-z$_][\w$]*`,
  JAVAMETHOD: String.raw`(?:<(?:cl)?init>|[A-Za-z$_][\w$]*)`,
  JAVAFILE: '[0-9A-Za-z$_. -]+',
  PROG: String.raw`[!-Z\\^-~]+`,
};

const NETWORK: Readonly<Record<string, string>> = {
  IPV4: String.raw`\b(?:${OCTET}\.){3}${OCTET}\b`,
  IPV6: `(?:${IPV6})(?:%[0-9A-Za-z]+)?`,
  IP: '(?:%{IPV6}|%{IPV4})',
  HOSTNAME: String.raw`\b[0-9A-Za-z_][0-9A-Za-z_-]*(?:\.[0-9A-Za-z_-]+)*(?:\.|\b)`,
  HOST: '%{HOSTNAME}',
  IPORHOST: '(?:%{IP}|%{HOSTNAME})',
  HOSTPORT: '%{IPORHOST}:%{POSINT}',
  MAC: '(?:[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}|(?:[0-9A-Fa-f]{4}\\.){2}[0-9A-Fa-f]{4})',
  UNIXPATH: '(?:/[0-9A-Za-z_%!$@:.,+~=-]*)+',
  WINPATH: String.raw`(?:[A-Za-z]:|\\)(?:\\[^\\?*"<>|]*)+`,
  PATH: '(?:%{UNIXPATH}|%{WINPATH})',
  URIPROTO: '[A-Za-z][0-9A-Za-z+.-]*',
  URIHOST: '%{IPORHOST}(?::%{POSINT})?',
  URIPATH: `/[0-9A-Za-z_$.+!*'(){},~:;=@#%&/-]*`,
  URIQUERY: String.raw`[0-9A-Za-z_$.+!*'|(){},~@#%&/=:;?<>[\]-]*`,
  URIPARAM: String.raw`\?%{URIQUERY}`,
  URIPATHPARAM: '%{URIPATH}(?:%{URIPARAM})?',
  URI: '%{URIPROTO}://(?:%{USER}(?::[^@\\s]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?',
};

const TIMES: Readonly<Record<string, string>> = {
  MONTH: [
    String.raw`\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?`,
    String.raw`Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b`,
  ].join('|'),
  MONTHNUM: '(?:0[1-9]|1[0-2]|[1-9])',
  MONTHNUM2: '(?:0[1-9]|1[0-2])',
  MONTHDAY: String.raw`(?:0[1-9]|[12]\d|3[01]|[1-9])`,
  DAY: String.raw`\b(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)\b`,
  YEAR: String.raw`\d\d(?:\d\d)?`,
  HOUR: String.raw`(?:2[0-3]|[01]\d|\d)`,
  MINUTE: String.raw`[0-5]\d`,
  SECOND: String.raw`(?:60|[0-5]\d|\d)(?:[:.,]\d+)?`,
  TIME: '%{HOUR}:%{MINUTE}:%{SECOND}',
  TZ: String.raw`\b[A-Z][A-Z][A-Z][A-Z]?[A-Z]?\b`,
  ISO8601_TIMEZONE: String.raw`(?:Z|[+-]\d\d(?::?\d\d)?)`,
  ISO8601_SECOND: '%{SECOND}',
  TIMESTAMP_ISO8601:
    '%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?',
  HTTPDATE: String.raw`%{MONTHDAY}/%{MONTH}/\d{4}:%{TIME} [+-]\d{4}`,
  SYSLOGTIMESTAMP: '%{MONTH} +%{MONTHDAY} %{TIME}',
  DATE_US: '%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}',
  DATE_EU: '%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}',
  DATE: '(?:%{DATE_US}|%{DATE_EU})',
  DATESTAMP: '%{DATE}[- ]%{TIME}',
  DATESTAMP_RFC822: '%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}',
  DATESTAMP_RFC2822: '%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}',
  DATESTAMP_OTHER: '%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}',
  DATESTAMP_EVENTLOG: String.raw`\d{14}`,
  HTTPDERROR_DATE: '%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{YEAR}',
  TIMESTAMP: '(?:%{TIMESTAMP_ISO8601}|%{HTTPDATE}|%{HTTPDERROR_DATE}|%{SYSLOGTIMESTAMP}|%{DATESTAMP})',
};

/** Those with fields of their own, which are called as in the formats `combined` and `syslog`. */
const LINES: Readonly<Record<string, string>> = {
  REQUEST: String.raw`(?:[^"\\]|\\.)*`,
  HTTPDUSER: '(?:%{EMAILADDRESS}|%{USER})',
  COMMONLOG: [
    String.raw`%{IPORHOST:ip} (?:-|%{NOTSPACE:ident}) (?:-|%{NOTSPACE:auth}) \[%{HTTPDATE:timestamp}\]`,
    '"(?:-|%{REQUEST:request})" %{POSINT:status:int} (?:-|%{NONNEGINT:bytes:int})',
  ].join(' '),
  COMBINEDLOG: '%{COMMONLOG} "(?:-|%{REQUEST:referrer})" "(?:-|%{REQUEST:agent})"',
  COMMONAPACHELOG: '%{COMMONLOG}',
  COMBINEDAPACHELOG: '%{COMBINEDLOG}',
  HTTPD_COMMONLOG: '%{COMMONLOG}',
  HTTPD_COMBINEDLOG: '%{COMBINEDLOG}',
  SYSLOGHOST: '%{IPORHOST}',
  SYSLOGFACILITY: '<%{NONNEGINT:facility:int}\\.%{NONNEGINT:priority:int}>',
  SYSLOGPROG: String.raw`%{PROG:program}(?:\[%{POSINT:pid:int}\])?`,
  SYSLOGBASE: '%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:hostname} %{SYSLOGPROG}:',
};

/**
 * The names that a pattern may use: Logstash's usual ones, and those of logagent's first version. Written anew, as Logstash's own have look-around
 * and atomic groups, which no linear engine knows; a word's border stands for these where it can.
 */
export const NAMES: Definitions = new Map(
  Object.entries({ ...NUMBERS, ...WORDS, ...NETWORK, ...TIMES, ...LINES }),
);
