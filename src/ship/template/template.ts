import type { Schema, SchemaName } from '../../parse/schemas/names.ts';
import { mappingOf, type ObjectType } from './mapping.ts';
import { isAtLeast, type Server } from './server.ts';

/**
 * Above a catch-all of an operator who gave none (0), below Elasticsearch's own (100) and below what people choose for templates
 * that must win.
 */
export const PRIORITY = 10;

/**
 * For data streams and names with fields: above Elasticsearch's own template for everything that is called `logs-*-*` (100), which has no types for
 * these documents, and below what its documentation advises people to choose for their own (200 and more).
 */
const PRIORITY_OF_PATTERN = 150;

const SHORT: SchemaName = 'short';

/** Elasticsearch's own limit is 1,000. Strings count twice, for their sub-field. */
const MOST_FIELDS = 5000;

/** The things that a template depends on. */
export interface TemplateFor {
  readonly server: Server;
  /** The index, or the alias that leads to it, or a pattern with fields. */
  readonly index: string;
  /** With `*` for the fields of a pattern; default: the index is a name. */
  readonly wildcard?: string;
  /** Its indices are those of a data stream. */
  readonly isDataStream?: boolean;
  /** A lifecycle policy that there is. */
  readonly policy?: string | undefined;
  readonly objects: ObjectType;
  /** The names of the fields. */
  readonly schema: Schema;
  /** The agent's version, `1.2.3`. */
  readonly version: string;
}

/** A template as it is sent. */
export interface Template {
  readonly name: string;
  /** `_index_template`, or `_template` where that is all there is. */
  readonly api: TemplateApi;
  /** Path below the host's root: `_index_template/logagent-logs`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export type TemplateApi = '_index_template' | '_template';

/** Composable templates came with Elasticsearch 7.8. OpenSearch was made from 7.10. */
export function templateApi(server: Server): TemplateApi {
  const composable = server.flavor === 'opensearch' || isAtLeast(server, 7, 8);
  return composable ? '_index_template' : '_template';
}

/** The template of an index. A pure function. */
export function templateOf(wanted: TemplateFor): Template {
  const { server, version, isDataStream = false } = wanted;
  const name = templateName(wanted);
  const api = templateApi(server);
  const settings = settingsOf(server, wanted);
  const meta = { logagent: metaOf(wanted) };
  const mappings = { ...mappingOf(wanted), _meta: meta };
  const begin = { index_patterns: patternsOf(wanted) };
  const number = versionNumber(version);
  const priority = priorityOf(wanted);
  const body =
    api === '_template'
      ? { ...begin, order: priority, version: number, settings, mappings }
      : {
          ...begin,
          ...(isDataStream && { data_stream: {} }),
          priority,
          version: number,
          _meta: meta,
          template: { settings, mappings },
        };
  return { name, api, path: `${api}/${encodeURIComponent(name)}`, body };
}

type Destined = Pick<TemplateFor, 'index' | 'wildcard' | 'isDataStream'>;

/** `*` may be in no template's name. */
export function templateName({ index, wildcard = index }: Destined): string {
  return `logagent-${wildcard.replaceAll('*', 'any')}`;
}

/** The names that it is for, each with `*` for any text. */
export function patternsOf({ index, wildcard = index, isDataStream = false }: Destined): string[] {
  // A rollover calls the indices behind an alias NAME-000001 and so on; those behind a data stream have its template.
  return isDataStream || wildcard.endsWith('*') ? [wildcard] : [wildcard, `${wildcard}-000*`];
}

export function priorityOf({ index, wildcard = index, isDataStream = false }: Destined): number {
  return isDataStream || wildcard.includes('*') ? PRIORITY_OF_PATTERN : PRIORITY;
}

/** By which a later start tells whether the template is the one that it would make. */
export function metaOf({ version, isDataStream, policy, schema }: TemplateMeta): Record<string, unknown> {
  return {
    version,
    // Templates of agents that knew one schema only don't tell it.
    ...(schema.name !== SHORT && { schema: schema.name }),
    ...(isDataStream && { data_stream: true }),
    ...(policy !== undefined && { lifecycle_policy: policy }),
  };
}

type TemplateMeta = Pick<TemplateFor, 'version' | 'isDataStream' | 'policy' | 'schema'>;

/** The schema of the fields for which a template was made. */
export function schemaIn({ schema }: Readonly<Record<string, unknown>>): string {
  return typeof schema === 'string' ? schema : SHORT;
}

/** 1.2.3 as 1002003: a template's version is a number. */
export function versionNumber(version: string): number {
  const [, major = 0, minor = 0, patch = 0] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 1_000_000 + Number(minor) * 1000 + Number(patch);
}

function settingsOf(server: Server, wanted: TemplateFor): Record<string, unknown> {
  // Since Elasticsearch 8.14 fields beyond the limit can be kept without being indexed, so that no document is refused for them.
  const beyond = server.flavor === 'elasticsearch' && isAtLeast(server, 8, 14);
  return {
    'index.mapping.total_fields.limit': MOST_FIELDS,
    ...(beyond && { 'index.mapping.total_fields.ignore_dynamic_beyond_limit': true }),
    'index.mapping.ignore_malformed': true,
    ...lifecycleOf(wanted),
  };
}

/** An alias is rolled over under its own name; a data stream, and indices that each have a date of their own, need none. */
function lifecycleOf({
  index,
  wildcard = index,
  policy,
  isDataStream,
}: TemplateFor): Record<string, unknown> {
  if (policy === undefined) return {};
  const isAlias = !isDataStream && !wildcard.includes('*');
  return { 'index.lifecycle.name': policy, ...(isAlias && { 'index.lifecycle.rollover_alias': index }) };
}
