/**
 * Names at a document's top level that a line can't give to its own fields: the agent's and, with `_` in front,
 * Elasticsearch's. Such a field goes under `json`, which is one of them for that reason.
 */
export const OWN_NAMES = ['@timestamp', 'container', 'event', 'host', 'json', 'log', 'stream'] as const;

/** Elasticsearch's default limits, so that a line beyond them is a message and not a dead letter. */
export const MOST_NAMES = 1000;
export const DEEPEST = 20;

const OWN: ReadonlySet<string> = new Set(OWN_NAMES);

/** A dotted name is a path to Elasticsearch: `log.offset` would add a second value to the agent's own field. */
export function isOwnName(name: string): boolean {
  const dot = name.indexOf('.');
  return name.startsWith('_') || OWN.has(dot < 0 ? name : name.slice(0, dot));
}

/** How many levels further in than its object a member is to Elasticsearch: each dot is one, and `json` is. */
export function depthOf(name: string, isOutermost: boolean): number {
  const dots = name.split('.').length - 1;
  return isOutermost && isOwnName(name) ? dots + 1 : dots;
}

/** Whether Elasticsearch takes such a name for a field: none that is blank, and no dot without something on both sides. */
export function isFieldName(name: string): boolean {
  return name.split('.').every((part) => part.trim() !== '');
}
