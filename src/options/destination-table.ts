import { parseDataStream, parseIndexPattern, parseName } from './index-values.ts';
import { single } from './option-row.ts';
import { oneOf, optional } from './option-values.ts';

/** The rows about where documents go, a part of `optionTable`. */
export const destinationTable = {
  index: single(
    '--index <pattern>',
    'logs',
    'index that receives the documents: a name, or one with fields such as logs-{container.name}-{@timestamp:yyyy.MM.dd}',
    parseIndexPattern,
  ),
  dataStream: single(
    '--data-stream <pattern>',
    '',
    'data stream that receives the documents, in place of --index; it may have fields of the container, but no date',
    optional(parseDataStream),
  ),
  indexLabel: single(
    '--index-label <what>',
    'use',
    "a container's label logagent.index: use it in place of --index or --data-stream for its documents, or ignore it",
    oneOf(['use', 'ignore']),
  ),
  pipeline: single(
    '--pipeline <name>',
    '',
    'ingest pipeline of Elasticsearch that all documents pass',
    optional(parseName),
  ),
  template: single(
    '--template <what>',
    'make',
    'index template with the types of all fields: make it when it is missing, print it in the log, or off',
    oneOf(['make', 'print', 'off']),
  ),
  lifecyclePolicy: single(
    '--lifecycle-policy <name>',
    '',
    'lifecycle policy (ILM) of Elasticsearch that the index template names; it is not made',
    optional(parseName),
  ),
};
