/** Answers of a real Elasticsearch 7.6.2, where not said otherwise, to `_bulk?filter_path=errors,items.*.status,items.*.error`. */
export const recorded = {
  delivered: '{"errors":false,"items":[{"create":{"status":201}}]}',
  duplicate:
    '{"errors":true,"items":[{"create":{"status":409,"error":{"type":"version_conflict_engine_exception","reason":"[a.1]: version conflict, document already exists (current version [1])","index_uuid":"dOVjo6tORByuKm9H6XNF-g","shard":"0","index":"t1"}}}]}',
  mappingConflict:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed to parse field [n] of type [long] in document with id \'a.2\'. Preview of field\'s value: \'abc\'","caused_by":{"type":"illegal_argument_exception","reason":"For input string: \\"abc\\""}}}},{"create":{"status":201}}]}',
  strictMapping:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"strict_dynamic_mapping_exception","reason":"mapping set to strict, dynamic introduction of [message] within [_doc] is not allowed"}}}]}',
  writeBlock:
    '{"errors":true,"items":[{"create":{"status":403,"error":{"type":"cluster_block_exception","reason":"index [t1] blocked by: [FORBIDDEN/8/index write (api)];"}}}]}',
  floodStage:
    '{"errors":true,"items":[{"create":{"status":403,"error":{"type":"cluster_block_exception","reason":"index [t1] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];"}}}]}',
  closed:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"index_closed_exception","reason":"closed","index_uuid":"dOVjo6tORByuKm9H6XNF-g","index":"t1"}}}]}',
  missing:
    '{"errors":true,"items":[{"create":{"status":404,"error":{"type":"index_not_found_exception","reason":"no such index [t2]","resource.type":"index_expression","resource.id":"t2","index_uuid":"_na_","index":"t2"}}}]}',
  unavailable:
    '{"errors":true,"items":[{"create":{"status":503,"error":{"type":"unavailable_shards_exception","reason":"[t3][0] primary shard is not active Timeout: [1s], request: [BulkShardRequest [[t3][0]] containing [index {[t3][_doc][a.20], source[_na_]}]]"}}}]}',
  tooManyShards:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"validation_exception","reason":"Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [5]/[1] maximum shards open;"}}}]}',
  badIndexName:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"invalid_index_name_exception","reason":"Invalid index name [UPPER], must be lowercase","index_uuid":"_na_","index":"UPPER"}}}]}',
  badAliasName:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"invalid_alias_name_exception","reason":"Invalid alias name [b1], an index exists with the same name as the alias","index_uuid":"4TvoOhNETW6TFlkm2FkLDw","index":"b1"}}}]}',
  /** Elasticsearch 7.17.28 and OpenSearch 2.19.1; 7.6.2 says the same of the whole request. */
  noWriteIndex:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"no write index is defined for alias [two]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index"}}}]}',
  noPipeline:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"pipeline with id [nope] does not exist"}}}]}',
  routingRequired:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"routing_missing_exception","reason":"routing is required for [routed]/[_doc]/[a]","index_uuid":"_na_","index":"routed"}}}]}',
  totalFields:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"Limit of total fields [3] in index [limit] has been exceeded"}}},{"create":{"status":201}}]}',
  /** Elasticsearch 7.17.28. */
  totalFieldsWhileParsing:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"mapper_parsing_exception","reason":"failed to parse","caused_by":{"type":"illegal_argument_exception","reason":"Limit of total fields [3] has been exceeded while adding new fields [4]"}}}}]}',
  mappingDepth:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"Limit of mapping depth [2] in index [depth] has been exceeded due to object field [a.b]"}}}]}',
  immenseTerm:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"Document contains at least one immense term in field=\\"k\\" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped.  Please correct the analyzer to not produce such terms.  The prefix of the first immense term is: \'[120, 120, 120]...\', original message: bytes can be at most 32766 in length; got 40000","caused_by":{"type":"max_bytes_length_exceeded_exception","reason":"bytes can be at most 32766 in length; got 40000"}}}}]}',
  metadataField:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"Field [_source] is defined twice."}}}]}',
  /** A `date` processor whose field the document lacks. */
  pipelineOnDocument:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"illegal_argument_exception","reason":"field [t] not present as part of path [t]"}}}]}',
  pipelineScript:
    '{"errors":true,"items":[{"create":{"status":400,"error":{"type":"script_exception","reason":"runtime error","script_stack":["ctx.x = ctx.m / 0","           ^---- HERE"],"script":"ctx.x = ctx.m / 0","lang":"painless","caused_by":{"type":"arithmetic_exception","reason":"/ by zero"}}}}]}',
  /** A `fail` processor. */
  pipelineFails:
    '{"errors":true,"items":[{"create":{"status":500,"error":{"type":"fail_processor_exception","reason":"pipeline says no"}}}]}',
} as const;

/** Answers to whole requests, with their status. */
export const recordedRefusals = {
  /** `PUT _cluster/settings {"transient":{"cluster.blocks.read_only":true}}` */
  clusterBlock: {
    status: 403,
    body: '{"error":{"root_cause":[{"type":"cluster_block_exception","reason":"blocked by: [FORBIDDEN/6/cluster read-only (api)];"}],"type":"cluster_block_exception","reason":"blocked by: [FORBIDDEN/6/cluster read-only (api)];"},"status":403}',
  },
  /** An alias of several indices, or of one with `is_write_index: false`. */
  noWriteIndex: {
    status: 400,
    body: '{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"no write index is defined for alias [two]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index"}],"type":"illegal_argument_exception","reason":"no write index is defined for alias [two]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index"},"status":400}',
  },
  unknownParameter: {
    status: 400,
    body: '{"error":{"root_cause":[{"type":"illegal_argument_exception","reason":"request [/b1/_bulk] contains unrecognized parameter: [nonsense]"}],"type":"illegal_argument_exception","reason":"request [/b1/_bulk] contains unrecognized parameter: [nonsense]"},"status":400}',
  },
  badActionLine: {
    status: 400,
    body: '{"error":{"root_cause":[{"type":"json_parse_exception","reason":"Unrecognized token \'hello\': was expecting (\'true\', \'false\' or \'null\')\\n at [Source: org.elasticsearch.transport.netty4.ByteBufStreamInput@74220850; line: 1, column: 11]"}],"type":"json_parse_exception","reason":"Unrecognized token \'hello\': was expecting (\'true\', \'false\' or \'null\')\\n at [Source: org.elasticsearch.transport.netty4.ByteBufStreamInput@74220850; line: 1, column: 11]"},"status":400}',
  },
  contentType: {
    status: 406,
    body: '{"error":"Content-Type header [text/plain] is not supported","status":406}',
  },
  /** `http.max_content_length` exceeded: there is no body at all. */
  tooLarge: { status: 413, body: '' },
} as const;
