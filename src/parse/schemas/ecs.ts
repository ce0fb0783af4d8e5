import type { Schema } from './names.ts';
import { usualSchema } from './short.ts';

/** The version of the Elastic Common Schema whose names these are. Each document tells it, as the schema demands. */
const ECS_VERSION = '8.11.0';

/**
 * Names of the Elastic Common Schema, by its field reference of 8.11. What it has no field for keeps its short name, which it allows: none of them
 * is the name of a field set.
 *
 * The client is `source`, where the dashboards of Elastic's integrations for nginx and Apache look for it. Its own time is `timestamp`: by the
 * reference `event.created` is when an agent first read an event, and so never before `@timestamp`.
 */
export const ecsSchema: Schema = {
  // What every line has is called as in ECS by the short schema too, and what is said of a pod as by Filebeat and Elastic Agent, which Kibana's views of pods ask for.
  ...usualSchema,
  name: 'ecs',
  access: {
    ip: 'source.ip',
    ident: 'source.user.name',
    auth: 'user.name',
    timestamp: 'timestamp',
    request: 'request',
    status: 'http.response.status_code',
    bytes: 'http.response.body.bytes',
    referrer: 'http.request.referrer',
    agent: 'user_agent.original',
    domain: 'source.domain',
    vhost: 'vhost',
    forwarded: 'forwarded',
    responseTime: 'response_time',
    gzipRatio: 'gzip_ratio',
    requestLength: 'http.request.bytes',
    requestNumber: 'request_number',
    router: 'router',
    upstream: 'upstream',
    extra: 'extra',
    method: 'http.request.method',
    path: 'url.path',
    query: 'url.query',
    httpVersion: 'http.version',
  },
  text: {
    logger: 'log.logger',
    thread: 'process.thread.name',
    process: 'process.pid',
    caller: 'log.origin.file.name',
    callerLine: 'log.origin.file.line',
    program: 'process.name',
    // `host` is the machine that the agent tells of, which need not be the one that the line names.
    hostname: 'log.syslog.hostname',
    user: 'user.name',
    database: 'database',
    ip: 'source.ip',
    port: 'source.port',
    code: 'error.code',
    time: 'time',
  },
  level: 'log.level',
  levelNumber: 'event.severity',
  constants: [{ path: 'ecs.version', value: ECS_VERSION }],
  container: { ...usualSchema.container, image: 'container.image.name' },
};
