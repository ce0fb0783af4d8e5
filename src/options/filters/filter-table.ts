import { keyFile } from '../../access/secrets.ts';
import { SECRET_KINDS } from '../../parse/filters/redaction.ts';
import { list, single } from '../option-row.ts';
import { asIs, OptionError, oneOf, optional } from '../option-values.ts';
import { watched } from '../watched-option.ts';
import { parseAdded, parseDropped, parseRegexp } from './filter-values.ts';

/** The rows about what documents have and lack beside what lines say, a part of `optionTable`. */
export const filterTable = {
  includeLines: list(
    '--include-lines <regexp>',
    '',
    'ship only events in whose text it matches; may be repeated (any of them), in the variable one a line',
    parseRegexp,
    { separator: '\n' },
  ),
  excludeLines: list(
    '--exclude-lines <regexp>',
    '',
    'do not ship events in whose text it matches; may be repeated, in the variable one a line',
    parseRegexp,
    { separator: '\n' },
  ),
  /** One of so many. */
  sample: single(
    '--sample <1/n>',
    '1/1',
    'ship one of n events, chosen by chance but the same when read again',
    parseSample,
  ),
  add: list(
    '--add <field=value>',
    '',
    'another field with this value in all documents; may be repeated, in the variable one a line',
    parseAdded,
    { separator: '\n' },
  ),
  drop: list(
    '--drop <fields>',
    '',
    'fields that documents do not have, as documents call them, comma-separated',
    parseDropped,
  ),
  redact: list(
    '--redact <kinds>',
    '',
    `secrets that are replaced wherever they stand, comma-separated: ${SECRET_KINDS.join(', ')} (ips are cut to their networks)`,
    oneOf(SECRET_KINDS),
  ),
  redactFields: list(
    '--redact-fields <names>',
    '',
    'fields whose values are replaced, comma-separated: whole names or their ends, so that password is json.user.password and DB_PASSWORD too',
    asIs,
  ),
  redactPattern: list(
    '--redact-pattern <regexp>',
    '',
    'replace what it matches, but for a group named keep at its beginning; may be repeated, in the variable one a line',
    parseRegexp,
    { separator: '\n' },
  ),
  redactWith: single(
    '--redact-with <what>',
    'word',
    'what is put in the place of secrets: a word such as [email], or with a hash of the secret behind it',
    oneOf(['word', 'hash']),
  ),
  redactKey: single(
    '--redact-key-file <file>',
    '',
    'file with the key of these hashes, at least 16 characters',
    optional(
      watched(
        hashKey,
        'Give a file that holds the key and nothing else, such as openssl rand -hex 32 prints.',
      ),
    ),
  ),
};

function parseSample(text: string, option: string): number {
  const [, digits] = /^1\/(\d{1,7})$/.exec(text.trim()) ?? [];
  const of = Number(digits);
  if (of >= 1 && of <= 1_000_000) return of;
  throw new OptionError(
    `--${option}: ${JSON.stringify(text)} is no share of the events. Write it like 1/10, which ships one of ten.`,
  );
}

/** Read once: with another key the same secret would have another hash. */
function hashKey(path: string): Buffer {
  const key = keyFile(path).value;
  if (key.length < 16) throw new Error('it holds fewer than 16 characters');
  return Buffer.from(key);
}
