import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type ElasticError,
  type Item,
  readBulkReply,
  readRequestError,
} from '../../src/ship/answers/bulk-reply.ts';
import { itemVerdict, requestVerdict } from '../../src/ship/answers/outcome.ts';
import { recorded, recordedRefusals } from './recorded-replies.ts';

const error = (type: string, reason = ''): ElasticError => ({ type, reason });

test('items: the table of the design', () => {
  const rows: [number, string, string][] = [
    [200, '', 'delivered'],
    [201, '', 'delivered'],
    [409, 'version_conflict_engine_exception', 'duplicate'],
    [429, 'es_rejected_execution_exception', 'again'],
    [429, 'circuit_breaking_exception', 'again'],
    [429, 'cluster_block_exception', 'again'],
    [500, 'mapper_exception', 'failing'],
    [502, '', 'again'],
    [503, 'unavailable_shards_exception', 'again'],
    [503, 'process_cluster_event_timeout_exception', 'again'],
    [504, '', 'again'],
    [403, 'cluster_block_exception', 'again'],
    [403, 'security_exception', 'again'],
    [401, 'security_exception', 'again'],
    [404, 'index_not_found_exception', 'again'],
    [400, 'index_closed_exception', 'again'],
    [403, 'index_closed_exception', 'again'],
    [400, 'validation_exception', 'again'],
    [400, 'invalid_index_name_exception', 'again'],
    [400, 'invalid_alias_name_exception', 'again'],
    [400, 'routing_missing_exception', 'again'],
    [400, 'mapper_parsing_exception', 'refused'],
    [400, 'document_parsing_exception', 'refused'],
    [400, 'strict_dynamic_mapping_exception', 'refused'],
    [400, 'illegal_argument_exception', 'doubtful'],
    [400, '', 'doubtful'],
    [400, 'script_exception', 'doubtful'],
    [400, 'parse_exception', 'shared'],
    [500, 'not_x_content_exception', 'shared'],
    [413, '', 'doubtful'],
    [422, '', 'doubtful'],
    [0, '', 'again'],
    [100, '', 'again'],
    [302, '', 'again'],
    [600, '', 'again'],
    [Number.NaN, '', 'again'],
  ];
  for (const [status, type, outcome] of rows) {
    assert.equal(itemVerdict(status, error(type)).outcome, outcome, `${status} ${type}`);
  }
});

test('requests: the table of the design', () => {
  const rows: [number, string][] = [
    [200, 'ok'],
    [400, 'bisect'],
    [401, 'again-operator'],
    [403, 'again-operator'],
    [404, 'again-operator'],
    [405, 'again-operator'],
    [406, 'again-operator'],
    [301, 'again-operator'],
    [307, 'again-operator'],
    [408, 'again'],
    [413, 'halve'],
    [429, 'again'],
    [500, 'again'],
    [502, 'again'],
    [503, 'again'],
    [504, 'again'],
    [100, 'again'],
    [999, 'again'],
  ];
  for (const [status, outcome] of rows) assert.equal(requestVerdict(status).outcome, outcome, `${status}`);
});

test('what only an operator can end comes with a remedy, what ends by itself comes without', () => {
  for (const [status, type] of [
    [401, ''],
    [403, ''],
    [404, ''],
    [403, 'cluster_block_exception'],
    [400, 'index_closed_exception'],
  ] as const) {
    assert.ok(itemVerdict(status, error(type)).remedy, `item ${status} ${type}`);
  }
  for (const status of [301, 401, 403, 404, 406]) assert.ok(requestVerdict(status).remedy, `${status}`);
  for (const status of [408, 429, 503]) assert.equal(requestVerdict(status).remedy, undefined);
  for (const status of [429, 503]) assert.equal(itemVerdict(status).remedy, undefined);
  assert.match(requestVerdict(403, error('cluster_block_exception')).remedy ?? '', /cluster settings/);
  assert.match(requestVerdict(403, error('security_exception')).remedy ?? '', /privileges/);
});

test('a real Elasticsearch’s items', () => {
  const outcomes: Record<keyof typeof recorded, string[]> = {
    delivered: [],
    duplicate: ['duplicate'],
    mappingConflict: ['refused', 'delivered'],
    strictMapping: ['refused'],
    writeBlock: ['again'],
    floodStage: ['again'],
    closed: ['again'],
    missing: ['again'],
    unavailable: ['again'],
    tooManyShards: ['again'],
    badIndexName: ['again'],
    badAliasName: ['again'],
    noWriteIndex: ['again'],
    noPipeline: ['again'],
    routingRequired: ['again'],
    totalFields: ['refused', 'delivered'],
    totalFieldsWhileParsing: ['refused'],
    mappingDepth: ['refused'],
    immenseTerm: ['refused'],
    metadataField: ['refused'],
    pipelineOnDocument: ['doubtful'],
    pipelineScript: ['doubtful'],
    pipelineFails: ['failing'],
  };
  for (const [name, expected] of Object.entries(outcomes)) {
    const reply = readBulkReply(Buffer.from(recorded[name as keyof typeof recorded]), expected.length || 1);
    const items: readonly Item[] = reply.kind === 'items' ? reply.items : [];
    assert.deepEqual(
      items.map((item) => itemVerdict(item.status, item).outcome),
      expected,
      name,
    );
  }
});

test('a real Elasticsearch’s refusals of whole requests', () => {
  const outcomes: Record<keyof typeof recordedRefusals, string> = {
    clusterBlock: 'again-operator',
    noWriteIndex: 'again-operator',
    unknownParameter: 'bisect',
    badActionLine: 'bisect',
    contentType: 'again-operator',
    tooLarge: 'halve',
  };
  for (const [name, { status, body }] of Object.entries(recordedRefusals)) {
    const said = readRequestError(Buffer.from(body));
    assert.equal(requestVerdict(status, said).outcome, outcomes[name as keyof typeof outcomes], name);
  }
});
