import type { IndexPattern, PatternRules } from '../parse/routing/index-pattern.ts';
import { addedTo } from '../parse/schemas/added.ts';
import type { Schema } from '../parse/schemas/names.ts';
import type { Path } from '../parse/schemas/path.ts';
import { usualSchema } from '../parse/schemas/short.ts';

/** Where documents go, of which the options speak in several words. */
export interface Destination {
  readonly pattern: IndexPattern;
  readonly isDataStream: boolean;
  /** Undefined when each document names its own. */
  readonly index: string | undefined;
  /** For what a container's label may choose; undefined: nothing. */
  readonly labels: PatternRules | undefined;
}

/** All that the options say of the index template. */
export function templateNeeds({
  destination: { pattern, isDataStream },
  lifecyclePolicy,
  schema,
}: {
  readonly destination: Destination;
  readonly lifecyclePolicy: string | undefined;
  readonly schema: Schema;
}) {
  return { index: pattern.text, wildcard: pattern.wildcard, isDataStream, policy: lifecyclePolicy, schema };
}

export interface DestinationOptions {
  readonly index: IndexPattern;
  readonly dataStream: IndexPattern | undefined;
  readonly indexLabel: 'use' | 'ignore';
}

export function destinationOf({ index, dataStream, indexLabel }: DestinationOptions): Destination {
  const pattern = dataStream ?? index;
  const isDataStream = dataStream !== undefined;
  return {
    pattern,
    isDataStream,
    index: pattern.isConstant ? pattern.text : undefined,
    labels: indexLabel === 'use' ? { dates: !isDataStream } : undefined,
  };
}

/** The options by which `logagent template` prints the template for an index, as a shell takes them. */
export function templateArguments(
  {
    isDataStream,
    policy,
    schema,
  }: { readonly isDataStream: boolean; readonly policy: string | undefined; readonly schema: Schema },
  index: string,
): string {
  const name = isDataStream ? '--data-stream' : '--index';
  const named = policy === undefined ? '' : ` --lifecycle-policy ${shellWord(policy)}`;
  const schemed = schema.name === usualSchema.name ? '' : ` --schema ${schema.name}`;
  const added = addedTo(schema).map(({ path, value }) => ` --add ${shellWord(`${nameOf(path)}=${value}`)}`);
  return `${name} ${shellWord(index)}${named}${schemed}${added.join('')}`;
}

/** As `--add` gives it. */
function nameOf(path: Path): string {
  return typeof path === 'string' ? path : (path.at(-1) as string);
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
