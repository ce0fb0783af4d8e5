import type { SchemaName } from '../../src/parse/schemas/names.ts';

/** When each of the lines was written. */
export const TIME = '2026-08-06T14:03:09.250000001Z';
export const HOST = 'node7';
export const CONTAINER = { name: 'prod1', image: 'shop/web:1.4', labels: { 'com.example.team': 'shop' } };
export const POD = { namespace: 'shop', pod: 'web-7d4b9c6f5d-x2x9k', container: 'web' };
/** Stands for the pod's own. */
export const UID = '0c7a1c0e-4f5b-4f0e-9b57-8f7a3f1f2d11';

/** An access line and one of JSON in Docker's container, and one of klog in a pod's. */
export const LINES = {
  access:
    '203.0.113.9 - ann [06/Aug/2026:14:03:09 +0000] "GET /cart?id=5 HTTP/1.1" 200 5316 "https://shop.example/" "curl/8.9.1"',
  json: '{"level":40,"time":"2026-08-06T14:03:09.25Z","order":4711,"msg":"no stock"}',
  pod: 'E0806 14:03:09.250000       7 server.go:152] no stock',
};

/** What `--schema` makes of them with `--request-parts`. The page docs/schemas.md shows the same. */
export const DOCUMENTS: Readonly<Record<SchemaName, Readonly<Record<keyof typeof LINES, object>>>> = {
  short: {
    access: {
      ip: '203.0.113.9',
      auth: 'ann',
      timestamp: '2026-08-06T14:03:09+00:00',
      request: 'GET /cart?id=5 HTTP/1.1',
      method: 'GET',
      path: '/cart',
      query: 'id=5',
      http_version: '1.1',
      status: 200,
      bytes: 5316,
      referrer: 'https://shop.example/',
      agent: 'curl/8.9.1',
      stream: 'stdout',
      '@timestamp': TIME,
      container: { name: 'prod1', image: 'shop/web:1.4', labels: { com_example_team: 'shop' } },
      host: { name: HOST },
    },
    json: {
      json: { order: 4711 },
      level: 'warn',
      level_value: 40,
      timestamp: '2026-08-06T14:03:09.25Z',
      message: 'no stock',
      stream: 'stdout',
      '@timestamp': TIME,
      container: { name: 'prod1', image: 'shop/web:1.4', labels: { com_example_team: 'shop' } },
      host: { name: HOST },
    },
    pod: {
      level: 'error',
      message: 'no stock',
      pid: 7,
      caller: 'server.go:152',
      time: '0806 14:03:09.250000',
      stream: 'stderr',
      '@timestamp': TIME,
      container: { name: 'shop/web-7d4b9c6f5d-x2x9k/web' },
      kubernetes: {
        namespace: 'shop',
        pod: { name: 'web-7d4b9c6f5d-x2x9k', uid: UID },
        container: { name: 'web', restart_count: 0 },
      },
      host: { name: HOST },
    },
  },
  ecs: {
    access: {
      'source.ip': '203.0.113.9',
      'user.name': 'ann',
      timestamp: '2026-08-06T14:03:09+00:00',
      request: 'GET /cart?id=5 HTTP/1.1',
      'http.request.method': 'GET',
      'url.path': '/cart',
      'url.query': 'id=5',
      'http.version': '1.1',
      'http.response.status_code': 200,
      'http.response.body.bytes': 5316,
      'http.request.referrer': 'https://shop.example/',
      'user_agent.original': 'curl/8.9.1',
      stream: 'stdout',
      '@timestamp': TIME,
      container: { name: 'prod1', image: { name: 'shop/web:1.4' }, labels: { com_example_team: 'shop' } },
      host: { name: HOST },
      ecs: { version: '8.11.0' },
    },
    json: {
      json: { order: 4711 },
      'log.level': 'warn',
      'event.severity': 40,
      timestamp: '2026-08-06T14:03:09.25Z',
      message: 'no stock',
      stream: 'stdout',
      '@timestamp': TIME,
      container: { name: 'prod1', image: { name: 'shop/web:1.4' }, labels: { com_example_team: 'shop' } },
      host: { name: HOST },
      ecs: { version: '8.11.0' },
    },
    pod: {
      'log.level': 'error',
      message: 'no stock',
      'process.pid': 7,
      time: '0806 14:03:09.250000',
      'log.origin.file.name': 'server.go',
      'log.origin.file.line': 152,
      stream: 'stderr',
      '@timestamp': TIME,
      container: { name: 'shop/web-7d4b9c6f5d-x2x9k/web' },
      kubernetes: {
        namespace: 'shop',
        pod: { name: 'web-7d4b9c6f5d-x2x9k', uid: UID },
        container: { name: 'web', restart_count: 0 },
      },
      host: { name: HOST },
      ecs: { version: '8.11.0' },
    },
  },
  otel: {
    access: {
      'attributes.client.address': '203.0.113.9',
      'attributes.user.name': 'ann',
      'attributes.timestamp': '2026-08-06T14:03:09+00:00',
      'attributes.request': 'GET /cart?id=5 HTTP/1.1',
      'attributes.http.request.method': 'GET',
      'attributes.url.path': '/cart',
      'attributes.url.query': 'id=5',
      'attributes.network.protocol.version': '1.1',
      'attributes.http.response.status_code': 200,
      'attributes.http.response.body.size': 5316,
      'attributes.http.request.header.referer': 'https://shop.example/',
      'attributes.user_agent.original': 'curl/8.9.1',
      'attributes.log.iostream': 'stdout',
      '@timestamp': TIME,
      resource: {
        attributes: {
          'container.name': 'prod1',
          'container.image.name': 'shop/web:1.4',
          'container.label': { com_example_team: 'shop' },
          'host.name': HOST,
        },
      },
    },
    json: {
      'attributes.json': { order: 4711 },
      severity_text: 'warn',
      severity_number: 13,
      'attributes.level_value': 40,
      'attributes.timestamp': '2026-08-06T14:03:09.25Z',
      'body.text': 'no stock',
      'attributes.log.iostream': 'stdout',
      '@timestamp': TIME,
      resource: {
        attributes: {
          'container.name': 'prod1',
          'container.image.name': 'shop/web:1.4',
          'container.label': { com_example_team: 'shop' },
          'host.name': HOST,
        },
      },
    },
    pod: {
      severity_text: 'error',
      severity_number: 17,
      'body.text': 'no stock',
      'attributes.process.pid': 7,
      'attributes.time': '0806 14:03:09.250000',
      'attributes.code.file.path': 'server.go',
      'attributes.code.line.number': 152,
      'attributes.log.iostream': 'stderr',
      '@timestamp': TIME,
      resource: {
        attributes: {
          'container.name': 'shop/web-7d4b9c6f5d-x2x9k/web',
          'k8s.namespace.name': 'shop',
          'k8s.pod.name': 'web-7d4b9c6f5d-x2x9k',
          'k8s.pod.uid': UID,
          'k8s.container.name': 'web',
          'k8s.container.restart_count': 0,
          'host.name': HOST,
        },
      },
    },
  },
};
