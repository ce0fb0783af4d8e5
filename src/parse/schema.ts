/** Names of an access line's fields. */
export interface AccessNames {
  readonly ip: string;
  readonly ident: string;
  readonly auth: string;
  readonly timestamp: string;
  readonly request: string;
  readonly status: string;
  readonly bytes: string;
  readonly referrer: string;
  readonly agent: string;
}

/**
 * The names of a document's fields. They stand nowhere else: both ways of every format, and the names that a line's own
 * fields can't have, are made from them. Documents with other names (those of ECS, say) need another object of this type
 * and nothing more.
 */
export interface Schema {
  /** Fields of a line's text. A dot in one of these names is written as it stands. */
  readonly access: AccessNames;
  /** The text of a line that is of no other format. */
  readonly message: string;
  /**
   * The object for the members of a JSON line that don't go into the document itself: by the option all but those of `logger`, else those whose
   * names the agent keeps for itself. Without a dot.
   */
  readonly json: string;
  /** Members of a JSON line that are in the document itself whatever the option: people read and chart them over all applications. Without dots. */
  readonly logger: readonly string[];

  /** Fields of every line. A dot in one of these names is written as it stands. */
  readonly stream: string;
  readonly time: string;

  /** Fields of an event with which something was wrong, as paths: `a.b` is member `b` of an object `a`. No other path may begin with that object. */
  readonly marks: { readonly malformed: string; readonly cut: string; readonly original_base64: string };

  /** Fields of a document in its simple form (`SimpleDocuments`), as paths. */
  readonly refusal: {
    readonly kind: string;
    readonly original: string;
    readonly type: string;
    readonly message: string;
  };

  /** Fields that are the same in every document of a file, but for the offset, as paths. */
  readonly offset: string;
  readonly path: string;
  readonly container: {
    readonly id: string;
    readonly name: string;
    readonly image: string;
    readonly labels: string;
    readonly attrs: string;
  };
  /** Of a container of a pod, as paths. */
  readonly pod: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
    readonly container: string;
    readonly restarts: string;
  };
  readonly hostName: string;
}

/** The names in use. */
export const usualSchema: Schema = {
  access: {
    ip: 'ip',
    ident: 'ident',
    auth: 'auth',
    timestamp: 'timestamp',
    request: 'request',
    status: 'status',
    bytes: 'bytes',
    referrer: 'referrer',
    agent: 'agent',
  },
  message: 'message',
  json: 'json',
  logger: ['message', 'msg', 'level', 'severity'],
  stream: 'stream',
  time: '@timestamp',
  marks: { malformed: 'event.malformed', cut: 'event.cut', original_base64: 'event.original_base64' },
  refusal: {
    kind: 'event.kind',
    original: 'event.original',
    type: 'error.type',
    message: 'error.message',
  },
  offset: 'log.offset',
  path: 'log.file.path',
  container: {
    id: 'container.id',
    name: 'container.name',
    image: 'container.image',
    labels: 'container.labels',
    attrs: 'container.attrs',
  },
  pod: {
    namespace: 'kubernetes.namespace',
    name: 'kubernetes.pod.name',
    uid: 'kubernetes.pod.uid',
    container: 'kubernetes.container.name',
    restarts: 'kubernetes.container.restart_count',
  },
  hostName: 'host.name',
};
