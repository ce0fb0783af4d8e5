import type { Schema } from './names.ts';
import type { Path } from './path.ts';

/** An attribute of the container or the machine, not of the single line. */
const ofResource = (name: string): Path => ['resource', 'attributes', name];
/** An attribute of the line. Documents of lines that are not the usual ones have it beside those that formats write, so its name is whole. */
const ofLine = (name: string): Path => [`attributes.${name}`];

/**
 * Names of OpenTelemetry: the members of a log record by its data model of logs, as Elastic's mapping mode `otel` writes them, and attributes by the
 * semantic conventions. An attribute that these do not have keeps its short name.
 *
 * `observed_timestamp` is left out. It is when the record was first seen outside the application, which is what `@timestamp` is here.
 */
export const otelSchema: Schema = {
  name: 'otel',
  access: {
    ip: 'attributes.client.address',
    ident: 'attributes.ident',
    auth: 'attributes.user.name',
    timestamp: 'attributes.timestamp',
    request: 'attributes.request',
    status: 'attributes.http.response.status_code',
    bytes: 'attributes.http.response.body.size',
    referrer: 'attributes.http.request.header.referer',
    agent: 'attributes.user_agent.original',
    // By the conventions a name is `client.address` as well, but one field can't be both an address and a name.
    domain: 'attributes.client.domain',
    vhost: 'attributes.vhost',
    forwarded: 'attributes.http.request.header.x-forwarded-for',
    responseTime: 'attributes.response_time',
    gzipRatio: 'attributes.gzip_ratio',
    requestLength: 'attributes.http.request.size',
    requestNumber: 'attributes.request_number',
    router: 'attributes.router',
    upstream: 'attributes.upstream',
    extra: 'attributes.extra',
    method: 'attributes.http.request.method',
    path: 'attributes.url.path',
    query: 'attributes.url.query',
    httpVersion: 'attributes.network.protocol.version',
  },
  text: {
    logger: 'scope.name',
    thread: 'attributes.thread.name',
    process: 'attributes.process.pid',
    caller: 'attributes.code.file.path',
    callerLine: 'attributes.code.line.number',
    program: 'attributes.program',
    hostname: 'attributes.hostname',
    user: 'attributes.user.name',
    database: 'attributes.db.namespace',
    ip: 'attributes.client.address',
    port: 'attributes.client.port',
    // Not `code`, which is an object of the conventions.
    code: 'attributes.error.code',
    time: 'attributes.time',
  },
  message: 'body.text',
  level: 'severity_text',
  levelNumber: 'attributes.level_value',
  timestamp: 'attributes.timestamp',
  severity: 'severity_number',
  json: 'attributes.json',
  prefix: 'attributes.',
  stream: 'attributes.log.iostream',
  time: '@timestamp',
  constants: [],
  marks: {
    malformed: ofLine('event.malformed'),
    cut: ofLine('event.cut'),
    original_base64: ofLine('log.record.original_base64'),
    original: ofLine('log.record.original'),
  },
  refusal: {
    kind: ofLine('event.kind'),
    original: ofLine('log.record.original'),
    type: ofLine('error.type'),
    message: ofLine('error.message'),
  },
  // As the Collector's receiver of files calls it.
  offset: ofLine('log.file.record_offset'),
  path: ofLine('log.file.path'),
  container: {
    id: ofResource('container.id'),
    name: ofResource('container.name'),
    image: ofResource('container.image.name'),
    labels: ofResource('container.label'),
    attrs: ofResource('container.attrs'),
  },
  pod: {
    namespace: ofResource('k8s.namespace.name'),
    name: ofResource('k8s.pod.name'),
    uid: ofResource('k8s.pod.uid'),
    container: ofResource('k8s.container.name'),
    restarts: ofResource('k8s.container.restart_count'),
  },
  hostName: ofResource('host.name'),
  aliases: { message: 'body.text', 'log.level': 'severity_text' },
};
