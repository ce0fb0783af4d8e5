/** A line of a format and what it becomes: the document's members, as docs/formats.md shows them. */
export interface Example {
  readonly format: string;
  /** Who writes such lines. */
  readonly by: string;
  readonly line: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const at = (time: string) => ({ timestamp: time });

export const examples: readonly Example[] = [
  {
    format: 'json',
    by: 'pino',
    line: '{"level":30,"time":1718000000123,"pid":17,"hostname":"web-1","responseTime":12.5,"msg":"done"}',
    fields: {
      json: { pid: 17, hostname: 'web-1', responseTime: 12.5 },
      ...{ level: 'info', level_value: 30, ...at('2024-06-10T06:13:20.123Z'), message: 'done' },
    },
  },
  {
    format: 'json',
    by: 'bunyan',
    line: '{"name":"shop","hostname":"web-1","pid":17,"level":50,"msg":"no stock","time":"2024-06-10T06:13:20.123Z","v":0}',
    fields: {
      json: { name: 'shop', hostname: 'web-1', pid: 17, v: 0 },
      ...{ level: 'error', level_value: 50, ...at('2024-06-10T06:13:20.123Z'), message: 'no stock' },
    },
  },
  {
    format: 'json',
    by: 'winston',
    line: '{"level":"warn","message":"slow","service":"shop","timestamp":"2024-06-10T06:13:20.123Z"}',
    fields: {
      json: { service: 'shop' },
      ...{ level: 'warn', ...at('2024-06-10T06:13:20.123Z'), message: 'slow' },
    },
  },
  {
    format: 'json',
    by: 'zap',
    line: '{"level":"dpanic","ts":1718000000.1234567,"caller":"shop/main.go:42","msg":"bad state","order":4711}',
    fields: {
      json: { caller: 'shop/main.go:42', order: 4711 },
      ...{ level: 'fatal', ...at('2024-06-10T06:13:20.1234567Z'), message: 'bad state' },
    },
  },
  {
    format: 'json',
    by: 'zerolog',
    line: '{"level":"debug","order":4711,"time":1718000000,"message":"stored"}',
    fields: {
      json: { order: 4711 },
      ...{ level: 'debug', ...at('2024-06-10T06:13:20Z'), message: 'stored' },
    },
  },
  {
    format: 'json',
    by: 'logrus',
    line: '{"level":"warning","msg":"slow","order":4711,"time":"2024-06-10T08:13:20+02:00"}',
    fields: {
      json: { order: 4711 },
      ...{ level: 'warn', ...at('2024-06-10T08:13:20+02:00'), message: 'slow' },
    },
  },
  {
    format: 'json',
    by: 'slog',
    line: '{"time":"2024-06-10T06:13:20.123456789Z","level":"INFO","msg":"stored","order":{"id":4711}}',
    fields: {
      json: { order: { id: 4711 } },
      ...{ level: 'info', ...at('2024-06-10T06:13:20.123456789Z'), message: 'stored' },
    },
  },
  {
    format: 'json',
    by: 'Serilog, compact',
    line: '{"@t":"2024-06-10T06:13:20.1234567Z","@mt":"Order {Id} stored","Id":4711}',
    fields: {
      json: { Id: 4711 },
      ...{ level: 'info', ...at('2024-06-10T06:13:20.1234567Z'), message: 'Order {Id} stored' },
    },
  },
  {
    format: 'json',
    by: 'Serilog',
    line: '{"Timestamp":"2024-06-10T08:13:20.1234567+02:00","Level":"Information","MessageTemplate":"Order {Id} stored","RenderedMessage":"Order 4711 stored","Properties":{"Id":4711}}',
    fields: {
      json: { MessageTemplate: 'Order {Id} stored', Properties: { Id: 4711 } },
      ...{ level: 'info', ...at('2024-06-10T08:13:20.1234567+02:00'), message: 'Order 4711 stored' },
    },
  },
  {
    format: 'json',
    by: 'log4j2, EcsLayout',
    line: '{"@timestamp":"2024-06-10T06:13:20.123Z","log.level":"ERROR","message":"no stock","ecs.version":"1.2.0","service.name":"shop","log.logger":"com.example.Orders"}',
    fields: {
      json: { 'ecs.version': '1.2.0', 'service.name': 'shop', 'log.logger': 'com.example.Orders' },
      ...{ level: 'error', ...at('2024-06-10T06:13:20.123Z'), message: 'no stock' },
    },
  },
  {
    format: 'json',
    by: 'structlog',
    line: '{"order":4711,"event":"stored","level":"info","timestamp":"2024-06-10T06:13:20.123456Z"}',
    fields: {
      json: { order: 4711 },
      ...{ level: 'info', ...at('2024-06-10T06:13:20.123456Z'), message: 'stored' },
    },
  },
  {
    format: 'json',
    by: 'python-json-logger',
    line: '{"asctime":"2024-06-10 06:13:20,123","levelname":"CRITICAL","name":"shop","message":"no stock"}',
    fields: {
      json: { name: 'shop' },
      ...{ level: 'fatal', ...at('2024-06-10T06:13:20.123'), message: 'no stock' },
    },
  },
  {
    format: 'logfmt',
    by: 'logrus, slog, go-kit',
    line: 'time="2024-06-10T06:13:20Z" level=warning msg="order \\"4711\\" is slow" took=12.5 retry=true',
    fields: {
      json: { took: 12.5, retry: true },
      ...{ level: 'warn', ...at('2024-06-10T06:13:20Z'), message: 'order "4711" is slow' },
    },
  },
  {
    format: 'log4j',
    by: 'log4j, logback',
    line: '2024-06-10 06:13:20,123 INFO  [worker-7] com.example.Orders - order 4711 stored',
    fields: {
      ...{ level: 'info', ...at('2024-06-10T06:13:20.123'), message: 'order 4711 stored' },
      ...{ logger: 'com.example.Orders', thread: 'worker-7' },
    },
  },
  {
    format: 'log4j',
    by: 'logback without a layout of one’s own',
    line: '06:13:20.123 [main] WARN  com.example.Orders - slow',
    fields: {
      ...{ level: 'warn', message: 'slow' },
      ...{ logger: 'com.example.Orders', thread: 'main', time: '06:13:20.123' },
    },
  },
  {
    format: 'log4j',
    by: 'Spring Boot',
    line: '2024-06-10T06:13:20.123+02:00 ERROR 17 --- [shop] [nio-8080-exec-1] c.e.Orders                 : no stock',
    fields: {
      ...{ level: 'error', ...at('2024-06-10T06:13:20.123+02:00'), message: 'no stock' },
      ...{ logger: 'c.e.Orders', thread: 'nio-8080-exec-1', pid: 17 },
    },
  },
  {
    format: 'log4j',
    by: 'Kafka',
    line: '[2024-06-10 06:13:20,123] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)',
    fields: {
      ...{ level: 'info', ...at('2024-06-10T06:13:20.123'), message: '[KafkaServer id=0] started' },
      logger: 'kafka.server.KafkaServer',
    },
  },
  {
    format: 'log4j',
    by: 'Elasticsearch',
    line: '[2024-06-10T06:13:20,123][WARN ][o.e.c.Coordinator] [node1] no master',
    fields: {
      ...{ level: 'warn', ...at('2024-06-10T06:13:20.123'), message: '[node1] no master' },
      logger: 'o.e.c.Coordinator',
    },
  },
  {
    format: 'log4j',
    by: 'Tomcat',
    line: '10-Jun-2024 06:13:20.123 SEVERE [main] org.apache.catalina.startup.Catalina.start no port',
    fields: {
      ...{ level: 'error', ...at('2024-06-10T06:13:20.123'), message: 'no port' },
      ...{ logger: 'org.apache.catalina.startup.Catalina.start', thread: 'main' },
    },
  },
  {
    format: 'log4j',
    by: 'gunicorn',
    line: '[2024-06-10 06:13:20 +0000] [7] [INFO] Listening at: http://0.0.0.0:8000',
    fields: {
      ...{ level: 'info', ...at('2024-06-10T06:13:20+00:00'), message: 'Listening at: http://0.0.0.0:8000' },
      pid: 7,
    },
  },
  {
    format: 'python',
    by: 'logging with a time',
    line: '2024-06-10 06:13:20,123 - shop.orders - WARNING - slow',
    fields: {
      ...{ level: 'warn', ...at('2024-06-10T06:13:20.123'), message: 'slow' },
      logger: 'shop.orders',
    },
  },
  {
    format: 'python',
    by: 'logging.basicConfig',
    line: 'ERROR:root:no stock',
    fields: { level: 'error', message: 'no stock', logger: 'root' },
  },
  {
    format: 'python',
    by: 'uvicorn',
    line: 'INFO:     Application startup complete.',
    fields: { level: 'info', message: 'Application startup complete.' },
  },
  {
    format: 'python',
    by: 'Celery',
    line: '[2024-06-10 06:13:20,123: INFO/MainProcess] celery@web-1 ready.',
    fields: {
      ...{ level: 'info', ...at('2024-06-10T06:13:20.123'), message: 'celery@web-1 ready.' },
      thread: 'MainProcess',
    },
  },
  {
    format: 'postgres',
    by: 'PostgreSQL',
    line: '2024-06-10 06:13:20.123 UTC [35] shop@orders ERROR:  relation "stock" does not exist at character 15',
    fields: {
      ...{ level: 'error', ...at('2024-06-10T06:13:20.123Z') },
      message: 'relation "stock" does not exist at character 15',
      ...{ pid: 35, user: 'shop', database: 'orders' },
    },
  },
  {
    format: 'postgres',
    by: 'PostgreSQL, in a zone without a number',
    line: '2024-06-10 08:13:20.123 CEST [1] LOG:  database system is ready to accept connections',
    fields: {
      ...{ level: 'info', message: 'database system is ready to accept connections' },
      ...{ pid: 1, time: '2024-06-10 08:13:20.123 CEST' },
    },
  },
  {
    format: 'mysql',
    by: 'MySQL',
    line: '2024-06-10T06:13:20.123456Z 8 [Warning] [MY-013360] [Server] Plugin is deprecated',
    fields: {
      ...{ level: 'warn', ...at('2024-06-10T06:13:20.123456Z'), message: 'Plugin is deprecated' },
      ...{ logger: 'Server', thread: '8', code: 'MY-013360' },
    },
  },
  {
    format: 'mysql',
    by: 'MariaDB',
    line: '2024-06-10  6:13:20 0 [Note] mariadbd: ready for connections.',
    fields: {
      ...{ level: 'info', ...at('2024-06-10T06:13:20'), message: 'mariadbd: ready for connections.' },
      thread: '0',
    },
  },
  {
    format: 'klog',
    by: 'Kubernetes',
    line: 'E0610 06:13:20.123456       1 server.go:152] "Failed" err="no stock"',
    fields: {
      ...{ level: 'error', message: '"Failed" err="no stock"' },
      ...{ pid: 1, caller: 'server.go:152', time: '0610 06:13:20.123456' },
    },
  },
  {
    format: 'nginx-error',
    by: 'nginx',
    line: '2024/06/10 06:13:20 [error] 29#30: *1 open() "/x" failed (2: No such file or directory), client: 203.0.113.9, server: _, request: "GET /x HTTP/1.1", host: "shop.example"',
    fields: {
      ...{ level: 'error', ...at('2024-06-10T06:13:20') },
      message:
        '*1 open() "/x" failed (2: No such file or directory), client: 203.0.113.9, server: _, request: "GET /x HTTP/1.1", host: "shop.example"',
      ...{ pid: 29, thread: '30', ip: '203.0.113.9' },
    },
  },
  {
    format: 'apache-error',
    by: 'Apache httpd',
    line: '[Mon Jun 10 06:13:20.123456 2024] [core:error] [pid 29:tid 30] [client 203.0.113.9:5678] AH00128: File does not exist: /x',
    fields: {
      ...{ level: 'error', ...at('2024-06-10T06:13:20.123456'), message: 'File does not exist: /x' },
      ...{ logger: 'core', pid: 29, thread: '30', ip: '203.0.113.9', 'client.port': 5678, code: 'AH00128' },
    },
  },
  {
    format: 'syslog',
    by: 'RFC 5424',
    line: '<165>1 2024-06-10T06:13:20.123456Z web-1 shop 17 ID47 [origin ip="203.0.113.9"] order stored',
    fields: {
      ...{ level: 'notice', ...at('2024-06-10T06:13:20.123456Z') },
      message: '[origin ip="203.0.113.9"] order stored',
      ...{ pid: 17, program: 'shop', hostname: 'web-1', code: 'ID47' },
    },
  },
  {
    format: 'syslog',
    by: 'RFC 3164',
    line: '<34>Jun 10 06:13:20 web-1 su[17]: failed for frank',
    fields: {
      ...{ level: 'fatal', message: 'failed for frank' },
      ...{ pid: 17, program: 'su', hostname: 'web-1', time: 'Jun 10 06:13:20' },
    },
  },
];
