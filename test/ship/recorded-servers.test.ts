import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Item, readBulkReply, readRequestError } from '../../src/ship/answers/bulk-reply.ts';
import { itemVerdict, requestVerdict } from '../../src/ship/answers/outcome.ts';
import { MISTAKES } from './mistakes.ts';
import { type Recorded, recordedServers } from './recorded-servers.ts';

/** How every server's answer is read: the outcome of the request, or those of its documents in their order. */
const EXPECTED: Readonly<Record<string, string>> = {
  created: 'delivered',
  createdTwice: 'duplicate duplicate',
  stringIntoLong: 'refused delivered',
  longOutOfRange: 'refused',
  shortOutOfRange: 'refused',
  badDate: 'refused',
  badIp: 'refused',
  objectIntoKeyword: 'refused',
  immenseTerm: 'refused',
  textIntoObject: 'refused',
  clashInside: 'refused refused',
  fieldLimit: 'refused',
  strictMapping: 'refused',
  nameTwice: 'refused',
  onlyDots: 'refused',
  emptyName: 'refused',
  longNumber: 'refused',
  deepNesting: 'refused',
  noObject: 'refused',
  cutSource: 'refused',
  writeBlock: 'again+remedy',
  floodStage: 'again+remedy',
  clusterBlock: 'request: again-operator',
  closed: 'again+remedy',
  noIndex: 'again+remedy',
  tooManyShards: 'again+remedy',
  badIndexName: 'again+remedy',
  noWriteIndex: 'again+remedy',
  routingRequired: 'again+remedy',
  redIndex: 'again',
  noPipeline: 'again+remedy again+remedy',
  pipelineGood: 'delivered',
  pipelineFails: 'failing failing',
  pipelineAndUnparseable: 'delivered doubtful delivered',
  pipelineAndLongNumber: 'delivered doubtful delivered',
  pipelineAndDeepNesting: 'delivered doubtful delivered',
  pipelineAndNoObject: 'delivered',
  someWithPipeline: 'delivered failing',
  stream: 'delivered',
  streamWithoutTime: 'refused',
  streamConflict: 'refused',
  streamNotCreated: 'doubtful',
  failureStore: 'delivered',
  unknownParameter: 'request: bisect',
  badActionLine: 'request: bisect',
  noLastNewline: 'request: bisect',
  idTooLong: 'request: bisect',
  tooMuchAtOnce: 'request: again',
  tooLarge: 'request: halve',
};

/** No processors: there are no pipelines but empty ones. */
const NO_PROCESSORS = {
  pipelineGood: 'again+remedy again+remedy',
  pipelineFails: 'again+remedy again+remedy',
  pipelineAndUnparseable: 'again+remedy again+remedy again+remedy',
  pipelineAndLongNumber: 'again+remedy again+remedy again+remedy',
  pipelineAndDeepNesting: 'again+remedy again+remedy again+remedy',
  pipelineAndNoObject: 'again+remedy again+remedy again+remedy',
  someWithPipeline: 'delivered again+remedy',
};
/** No data streams: it is an index like any other. */
const NO_STREAMS = { streamWithoutTime: 'delivered', streamNotCreated: 'delivered' };
/** Of a pipeline, the right one is blamed. */
const OLD_PIPELINES = {
  pipelineAndUnparseable: 'delivered shared delivered',
  pipelineAndLongNumber: 'delivered refused delivered',
  pipelineAndNoObject: 'delivered shared delivered',
};
/** One document that can't be parsed fails all of a pipeline. */
const ALL_FAIL = {
  pipelineAndUnparseable: 'shared shared shared',
  pipelineAndLongNumber: 'shared shared shared',
  pipelineAndNoObject: 'shared shared shared',
};
const USES_FAILURE_STORE = { failureStore: 'delivered delivered' };
/** The request was never answered. */
const NO_ANSWER = 'request: again';

/** Where a server's answer is another one. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'elasticsearch-7.6.2': {
    ...NO_STREAMS,
    ...OLD_PIPELINES,
    deepNesting: NO_ANSWER,
    pipelineAndDeepNesting: NO_ANSWER,
    noWriteIndex: 'request: again-operator',
    // The wrong one is blamed, and the right one taken as if it had no pipeline.
    someWithPipeline: 'failing delivered',
    // indexing_pressure is younger.
    tooMuchAtOnce: 'delivered',
  },
  'elasticsearch-7.17.28': { ...NO_STREAMS, ...NO_PROCESSORS },
  'elasticsearch-8.2.0': { ...NO_PROCESSORS, deepNesting: NO_ANSWER },
  'elasticsearch-8.19.21': USES_FAILURE_STORE,
  'elasticsearch-9.5.3': USES_FAILURE_STORE,
  'opensearch-1.3.14': { ...OLD_PIPELINES, pipelineAndDeepNesting: NO_ANSWER },
  'opensearch-2.19.1': { ...ALL_FAIL, pipelineAndDeepNesting: 'delivered refused delivered' },
  'opensearch-3.8.0': { ...ALL_FAIL, pipelineAndDeepNesting: 'shared shared shared' },
};

for (const [server, replies] of recordedServers) {
  test(`${server}: each recorded answer is read as it should be`, () => {
    const read = Object.entries(replies).map(([name, recorded]) => [name, outcomes(name, recorded)]);
    assert.deepEqual(Object.fromEntries(read), { ...EXPECTED, ...OTHERWISE[server] });
  });
}

test('all seven servers are recorded, and one more', () => {
  assert.deepEqual([...recordedServers.keys()].sort(), [
    ...['elasticsearch-7.17.28', 'elasticsearch-7.6.2', 'elasticsearch-8.19.21', 'elasticsearch-8.2.0'],
    ...['elasticsearch-9.5.3', 'opensearch-1.3.14', 'opensearch-2.19.1', 'opensearch-3.8.0'],
  ]);
});

/** In the words of `EXPECTED`. */
function outcomes(name: string, { status, body }: Recorded): string {
  const bytes = Buffer.from(body);
  const { outcome } = requestVerdict(status, status < 300 ? undefined : readRequestError(bytes));
  if (outcome !== 'ok') return `request: ${outcome}`;
  const reply = readBulkReply(bytes, documentsOf(name));
  if (reply.kind !== 'items') return reply.kind === 'unclear' ? `unclear: ${reply.why}` : reply.kind;
  return reply.items.map(outcomeOf).join(' ');
}

function outcomeOf(item: Item): string {
  const { outcome, remedy } = itemVerdict(item.status, item);
  return remedy === undefined ? outcome : `${outcome}+remedy`;
}

function documentsOf(wanted: string): number {
  const { sources, body = '' } = MISTAKES.find(({ name }) => name === wanted) ?? {};
  return sources?.length ?? body.split('\n').length >> 1;
}
