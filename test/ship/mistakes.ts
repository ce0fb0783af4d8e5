/** Requests that real servers are asked to answer, mistakes above all. `test/ship/record-replies.ts` sends them. */
export interface Mistake {
  readonly name: string;
  /** Requests before it: method, path, body. Whatever they are answered. */
  readonly before?: readonly (readonly [string, string, unknown?])[];
  /** Path of the request, `/m/_bulk` unless given. */
  readonly path?: string;
  /** Source lines, each of a document that is sent as `create`; or the whole body. */
  readonly sources?: readonly string[];
  readonly body?: string;
  /** Requests after it. */
  readonly after?: readonly (readonly [string, string, unknown?])[];
}

/** A source line of so many bytes. */
const long = (bytes: number): string => JSON.stringify({ message: 'x'.repeat(bytes) });

const index = (mappings: object, settings: object = {}): unknown => ({ settings, mappings });
const typed = (type: string) => index({ properties: { n: { type } } });
const put = (name: string, body: unknown) => ['PUT', `/${name}`, body] as const;
const set = (name: string, settings: object) => ['PUT', `/${name}/_settings`, settings] as const;
const cluster = (settings: object) => ['PUT', '/_cluster/settings', { transient: settings }] as const;

const GOOD = '{"message":"good"}';
const TWICE = '{"n":1,"n":2}';
const ALIAS = [
  put('behind1', {}),
  put('behind2', {}),
  [
    'POST',
    '/_aliases',
    { actions: [{ add: { indices: ['behind1', 'behind2'], alias: 'nowrite' } }] },
  ] as const,
];
const PIPELINES = [
  ['PUT', '/_ingest/pipeline/sets', { processors: [{ set: { field: 'p', value: 1 } }] }] as const,
  ['PUT', '/_ingest/pipeline/fails', { processors: [{ fail: { message: 'pipeline says no' } }] }] as const,
  ['PUT', '/_ingest/pipeline/empty', { processors: [] }] as const,
];
const stream = (name: string, more: object = {}) =>
  [
    'PUT',
    `/_index_template/${name}`,
    {
      index_patterns: [name],
      data_stream: {},
      template: { mappings: { properties: { n: { type: 'long' } } }, ...more },
    },
  ] as const;
const AT = '"@timestamp":"2024-05-01T10:00:00.123456789Z"';

/** In the order in which they are sent. */
export const MISTAKES: readonly Mistake[] = [
  { name: 'created', sources: [GOOD, GOOD] },
  { name: 'createdTwice', sources: [GOOD, GOOD] },
  {
    name: 'stringIntoLong',
    before: [put('long', typed('long'))],
    path: '/long/_bulk',
    sources: ['{"n":"abc"}', '{"n":1}'],
  },
  { name: 'longOutOfRange', path: '/long/_bulk', sources: ['{"n":1e30}'] },
  {
    name: 'shortOutOfRange',
    before: [put('short', typed('short'))],
    path: '/short/_bulk',
    sources: ['{"n":99999}'],
  },
  { name: 'badDate', before: [put('date', typed('date'))], path: '/date/_bulk', sources: ['{"n":"nope"}'] },
  { name: 'badIp', before: [put('ip', typed('ip'))], path: '/ip/_bulk', sources: ['{"n":"zz"}'] },
  {
    name: 'objectIntoKeyword',
    before: [put('keyword', typed('keyword'))],
    path: '/keyword/_bulk',
    sources: ['{"n":{"a":1}}'],
  },
  {
    name: 'immenseTerm',
    path: '/keyword/_bulk',
    sources: [JSON.stringify({ n: 'x'.repeat(40_000) })],
  },
  {
    name: 'textIntoObject',
    before: [put('object', index({ properties: { n: { properties: { a: { type: 'long' } } } } }))],
    path: '/object/_bulk',
    sources: ['{"n":"text"}'],
  },
  { name: 'clashInside', path: '/clash/_bulk', sources: ['{"a":1,"a.b":2}', '{"c.d":1,"c":2}'] },
  {
    name: 'fieldLimit',
    before: [put('limit', index({}, { 'index.mapping.total_fields.limit': 3 }))],
    path: '/limit/_bulk',
    sources: ['{"a":1,"b":2,"c":3,"d":4,"e":5}'],
  },
  {
    name: 'strictMapping',
    before: [put('strict', index({ dynamic: 'strict' }))],
    path: '/strict/_bulk',
    sources: [GOOD],
  },
  { name: 'nameTwice', sources: [TWICE] },
  { name: 'onlyDots', sources: ['{"..":1}'] },
  { name: 'emptyName', sources: ['{"":1}'] },
  { name: 'longNumber', sources: [`{"n":${'9'.repeat(1200)}}`] },
  { name: 'deepNesting', sources: [`${'{"a":'.repeat(1200)}1${'}'.repeat(1200)}`] },
  { name: 'noObject', sources: ['"text"'] },
  { name: 'cutSource', sources: ['{"n":1'] },
  {
    name: 'writeBlock',
    before: [put('blocked', {}), set('blocked', { 'index.blocks.write': true })],
    path: '/blocked/_bulk',
    sources: [GOOD],
  },
  {
    name: 'floodStage',
    before: [put('flood', {}), set('flood', { 'index.blocks.read_only_allow_delete': true })],
    path: '/flood/_bulk',
    sources: [GOOD],
  },
  {
    name: 'clusterBlock',
    before: [cluster({ 'cluster.blocks.read_only': true })],
    sources: [GOOD],
    after: [cluster({ 'cluster.blocks.read_only': null })],
  },
  {
    name: 'closed',
    before: [put('closed', {}), ['POST', '/closed/_close']],
    path: '/closed/_bulk',
    sources: [GOOD],
  },
  {
    name: 'noIndex',
    before: [cluster({ 'action.auto_create_index': 'false' })],
    path: '/missing/_bulk',
    sources: [GOOD],
    after: [cluster({ 'action.auto_create_index': null })],
  },
  {
    name: 'tooManyShards',
    before: [cluster({ 'cluster.max_shards_per_node': 1 })],
    path: '/shards/_bulk',
    sources: [GOOD],
    after: [cluster({ 'cluster.max_shards_per_node': null })],
  },
  { name: 'badIndexName', path: '/UPPER/_bulk', sources: [GOOD] },
  { name: 'noWriteIndex', before: ALIAS, path: '/nowrite/_bulk', sources: [GOOD] },
  {
    name: 'routingRequired',
    before: [put('routed', index({ _routing: { required: true } }))],
    path: '/routed/_bulk',
    sources: [GOOD],
  },
  {
    name: 'redIndex',
    before: [
      put('red?wait_for_active_shards=0', {
        settings: { 'index.routing.allocation.require._name': 'nobody' },
      }),
    ],
    path: '/red/_bulk?timeout=1s',
    sources: [GOOD],
  },
  { name: 'noPipeline', path: '/m/_bulk?pipeline=nope', sources: [GOOD, GOOD] },
  { name: 'pipelineGood', before: PIPELINES, path: '/m/_bulk?pipeline=sets', sources: [GOOD, GOOD] },
  { name: 'pipelineFails', path: '/m/_bulk?pipeline=fails', sources: [GOOD, GOOD] },
  { name: 'pipelineAndUnparseable', path: '/m/_bulk?pipeline=sets', sources: [GOOD, TWICE, GOOD] },
  {
    name: 'pipelineAndLongNumber',
    path: '/m/_bulk?pipeline=sets',
    sources: [GOOD, `{"n":${'9'.repeat(1200)}}`, GOOD],
  },
  {
    name: 'pipelineAndDeepNesting',
    path: '/m/_bulk?pipeline=sets',
    sources: [GOOD, `${'{"a":'.repeat(1200)}1${'}'.repeat(1200)}`, GOOD],
  },
  { name: 'pipelineAndNoObject', path: '/m/_bulk?pipeline=sets', sources: [GOOD, '"text"', GOOD] },
  {
    name: 'someWithPipeline',
    body: `{"create":{"_id":"w1"}}\n${GOOD}\n{"create":{"_id":"w2","pipeline":"fails"}}\n${GOOD}\n`,
  },
  {
    name: 'stream',
    before: [stream('stream')],
    path: '/stream/_bulk',
    sources: [`{${AT},"n":1}`],
  },
  { name: 'streamWithoutTime', path: '/stream/_bulk', sources: ['{"n":1}'] },
  { name: 'streamConflict', path: '/stream/_bulk', sources: [`{${AT},"n":"abc"}`] },
  {
    name: 'streamNotCreated',
    path: '/stream/_bulk',
    body: `{"index":{"_id":"i1"}}\n{${AT},"n":1}\n`,
  },
  {
    name: 'failureStore',
    before: [stream('stored', { data_stream_options: { failure_store: { enabled: true } } })],
    path: '/stored/_bulk',
    sources: [`{${AT},"n":"abc"}`, `{${AT},"n":1}`],
  },
  { name: 'unknownParameter', path: '/m/_bulk?nonsense=1', sources: [GOOD] },
  { name: 'badActionLine', body: `hello\n${GOOD}\n` },
  { name: 'noLastNewline', body: `{"create":{"_id":"l1"}}\n${GOOD}` },
  { name: 'idTooLong', body: `{"create":{"_id":"${'i'.repeat(600)}"}}\n${GOOD}\n` },
  // Over indexing_pressure.memory.limit=500kb, and over http.max_content_length=1mb.
  { name: 'tooMuchAtOnce', sources: Array.from({ length: 16 }, () => long(50_000)) },
  { name: 'tooLarge', sources: Array.from({ length: 30 }, () => long(50_000)) },
];
