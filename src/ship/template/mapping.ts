/**
 * The type of objects whose members anybody may name: `flattened` (Elasticsearch with X-Pack basic), `flat_object`
 * (OpenSearch since 2.7), or, where there is neither, a keyword for each member.
 */
export type ObjectType = 'flattened' | 'flat_object' | 'keyword';

/** Longer values are in the document but not searched as a whole: Lucene takes no term of more than 32,766 bytes. */
const LONGEST_TERM = 8191;
/** Values that are longer than this are no names, and nobody charts by them. */
const LONGEST_NAME = 1024;

const name = { type: 'keyword', ignore_above: LONGEST_NAME };
/** For whole words and for charts by the whole text. Its length has no influence on the order of hits, which is that of time. */
const text = { type: 'text', norms: false, fields: { keyword: name } };
/** The other way round, for values that are mostly names. */
const word = { ...name, fields: { text: { type: 'text', norms: false } } };
/** Kept and shown, never searched: it takes no room beside the document. */
const shown = { type: 'keyword', index: false, doc_values: false };
const whole = { type: 'long' };
const yes = { type: 'boolean' };
const time = { type: 'date_nanos' };

/**
 * The mapping of documents as `usualSchema` (src/parse/schema.ts) names their fields. A pure function:
 * `version` is the agent's. A data stream takes no document without a time that it understands.
 *
 * Fields that are not named here are typed by their first value, but never as a date, as a boolean or as an integer that later
 * values don't fit: what a wrong guess refuses is lost to charts. With the setting `ignore_malformed` of the template a value that
 * is no number is kept in the document all the same.
 */
export function mappingOf(
  objects: ObjectType,
  version: string,
  isDataStream = false,
): Record<string, unknown> {
  const named = objects === 'keyword' ? { type: 'object' } : objectOf(objects);
  return {
    _meta: { logagent: { version } },
    date_detection: false,
    dynamic_templates: dynamicTemplates(objects),
    properties: {
      '@timestamp': isDataStream ? { ...time, ignore_malformed: false } : time,
      ip: { type: 'ip', ignore_malformed: true },
      ident: name,
      auth: name,
      timestamp: { type: 'date', ignore_malformed: true },
      request: text,
      status: { type: 'short', ignore_malformed: true },
      bytes: { type: 'long', ignore_malformed: true },
      referrer: word,
      agent: word,
      message: text,
      // pino's and zap's text, and what the one writes as a number and the other as a word.
      msg: text,
      level: name,
      severity: name,
      stream: name,
      event: {
        properties: {
          malformed: yes,
          cut: yes,
          kind: name,
          original: shown,
          original_base64: shown,
        },
      },
      error: { properties: { type: name, message: text } },
      log: {
        properties: {
          offset: whole,
          file: { properties: { path: { type: 'keyword', ignore_above: LONGEST_TERM } } },
        },
      },
      container: { properties: { id: name, name, image: name, labels: named, attrs: named } },
      kubernetes: {
        properties: {
          namespace: name,
          pod: { properties: { name, uid: name } },
          container: { properties: { name, restart_count: whole } },
        },
      },
      host: { properties: { name } },
    },
  };
}

function objectOf(type: 'flattened' | 'flat_object'): Record<string, unknown> {
  return type === 'flattened' ? { type, ignore_above: LONGEST_NAME } : { type };
}

/** The first that fits decides. */
function dynamicTemplates(objects: ObjectType): readonly Record<string, unknown>[] {
  const members = ['labels', 'attrs'].map((field) => ({
    [`container_${field}`]: {
      path_match: `container.${field}.*`,
      match_mapping_type: 'string',
      mapping: name,
    },
  }));
  return [
    ...(objects === 'keyword' ? members : []),
    { strings: { match_mapping_type: 'string', mapping: word } },
    // A keyword takes `true`, `"yes"` and 1; a boolean would refuse the last two.
    { booleans: { match_mapping_type: 'boolean', mapping: name } },
    // Elasticsearch's own choice, float, can't tell two seconds of one minute since 1970 from each other.
    { fractions: { match_mapping_type: 'double', mapping: { type: 'double' } } },
  ];
}
