import { asRecord, parseObject } from '../answers/json.ts';
import type { TemplateApi } from './template.ts';

/** A template that a server has. */
export interface FoundTemplate {
  readonly name: string;
  readonly api: TemplateApi;
  readonly patterns: readonly string[];
  /** Priority, or order. */
  readonly priority: number;
  /** Its version when an agent made it, undefined when somebody else did. */
  readonly ours: number | undefined;
  /** As `metaOf` tells it; empty when somebody else made it. */
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Only the members that are read: a cluster may have hundreds of templates, with long mappings. */
const COMPOSABLE_PARTS = ['index_patterns', 'priority', 'version', '_meta.logagent']
  .map((part) => `index_templates.index_template.${part}`)
  .join(',');
const LEGACY_PARTS = ['index_patterns', 'order', 'version', 'mappings._meta.logagent']
  .map((part) => `*.${part}`)
  .join(',');

/** Where all templates of each kind are listed, below the host's root. */
export const LISTS: Readonly<Record<TemplateApi, string>> = {
  _index_template: `_index_template?filter_path=index_templates.name,${COMPOSABLE_PARTS}`,
  _template: `_template?filter_path=${LEGACY_PARTS}`,
};

/** Reads a list of templates; undefined for what is none, such as a login page: then nothing is known of others' templates. Never throws. */
export function readTemplates(api: TemplateApi, bytes: Buffer): FoundTemplate[] | undefined {
  const answer = parseObject(bytes);
  if (answer === undefined) return undefined;
  // `filter_path` leaves nothing where there is no template.
  if (Object.keys(answer).length === 0) return [];
  return api === '_template' ? legacy(answer) : composable(answer);
}

/** Whether a template is for this index, or for one of those that a pattern stands for. `*` stands for any text; nothing else is special. */
export function matches({ patterns }: FoundTemplate, index: string): boolean {
  return patterns.some((pattern) => meet(pattern, index));
}

/** Whether there is a name that both patterns stand for. */
function meet(one: string, other: string): boolean {
  // After each character of `one`: which beginnings of `other` a name may have come to, by their length.
  let reached = new Set(withStars(other, [0]));
  for (const character of one) {
    if (character === '*') {
      const from = Math.min(...reached);
      reached = new Set(Array.from({ length: other.length + 1 - from }, (_, i) => from + i));
    } else {
      const next = [...reached].flatMap((at) => {
        if (other[at] === '*') return [at];
        return other[at] === character ? [at + 1] : [];
      });
      reached = new Set(withStars(other, next));
    }
    if (reached.size === 0) return false;
  }
  return reached.has(other.length);
}

/** These places, and those behind the `*` that stand there, which may be nothing. */
function withStars(pattern: string, places: readonly number[]): number[] {
  return places.flatMap((place) => {
    let end = place;
    while (pattern[end] === '*') end++;
    return Array.from({ length: end + 1 - place }, (_, i) => place + i);
  });
}

function composable(answer: Record<string, unknown>): FoundTemplate[] | undefined {
  if (!Array.isArray(answer.index_templates)) return undefined;
  const all: FoundTemplate[] = [];
  for (const entry of answer.index_templates) {
    const { name, index_template } = asRecord(entry) ?? {};
    const template = asRecord(index_template);
    if (typeof name !== 'string' || template === undefined) return undefined;
    const { priority, _meta } = template;
    all.push({ name, api: '_index_template', ...found(template, priority, _meta) });
  }
  return all;
}

function legacy(answer: Record<string, unknown>): FoundTemplate[] | undefined {
  const all: FoundTemplate[] = [];
  for (const [name, value] of Object.entries(answer)) {
    const template = asRecord(value);
    if (template?.index_patterns === undefined) return undefined;
    const meta = asRecord(template.mappings)?._meta;
    all.push({ name, api: '_template', ...found(template, template.order, meta) });
  }
  return all;
}

function found(template: Record<string, unknown>, priority: unknown, meta: unknown) {
  const { index_patterns, version } = template;
  const own = asRecord(asRecord(meta)?.logagent);
  return {
    patterns: [index_patterns].flat().filter((pattern) => typeof pattern === 'string'),
    priority: Number(priority ?? 0),
    ours: own === undefined ? undefined : Number(version ?? 0),
    meta: own ?? {},
  };
}
