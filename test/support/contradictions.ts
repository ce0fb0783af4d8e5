import fc from 'fast-check';

/** A container that says of many fields something else than others say. */
export interface Contradiction {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The texts of its lines; each holds a `T`, in whose place a token can stand. */
  readonly texts: readonly string[];
}

/** Names that applications, access lines and the agent use, and ones that are both a field and the way to another. */
const NAMES = [
  ...['level', 'severity', 'msg', 'message', 'time', 'timestamp', '@timestamp', 'status', 'request', 'ip'],
  ...['agent', 'bytes', 'auth', 'user', 'user.id', 'error', 'error.file', 'err', 'http', 'http.status_code'],
  ...[
    'x',
    'x.y',
    'x.y.z',
    'log',
    'log.level',
    'container',
    'host',
    'event',
    'stream',
    'labels',
    'json',
    '_id',
  ],
  ...['_source', 'ok', 'duration', 'tags', 'größe', 'kubernetes', 'kubernetes.labels.app', '__proto__'],
];

/** Values as JSON: each of them is of another kind. */
const VALUES = [
  ...['1', '-7', '1.5', '1e400', '123456789012345678901234567890', 'true', 'null', '""', '"info"', '"30"'],
  ...[
    '"2026-08-06"',
    '"2022-02-27 00:23:14 +0000"',
    '"198.51.100.7"',
    '"$(date)"',
    `"${'x'.repeat(40_000)}"`,
  ],
  ...['{}', '{"a":1}', '{"a":{"b":"c"}}', '{"id":"x","id.y":1}', '[]', '[1,"a",true]', '[{"a":1},{"a":"b"}]'],
];

const LABELS = ['app', 'app.kubernetes.io/name', 'version', 'created', 'logs', 'x', 'x.y', 'größe'];
const LABEL_VALUES = ['1', '1.5', 'true', '', '2026-08-06', '2022-02-27 00:23:14 +0000', '{"a":1}', 'shop'];

const value = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

/** A container has its own idea of each name, and departs from it now and then. */
const habits = fc.dictionary(fc.constantFrom(...NAMES), value, { minKeys: 2, maxKeys: 8 });
const line = fc.tuple(
  habits,
  fc.option(fc.tuple(fc.constantFrom(...NAMES), value), { freq: 4, nil: undefined }),
);

const contradiction = fc.record({
  usual: habits,
  /** Fields that no other container has, so that all together are more than an index may have. */
  ownNames: fc.nat({ max: 20 }),
  labels: fc.dictionary(fc.constantFrom(...LABELS), fc.constantFrom(...LABEL_VALUES), { maxKeys: 5 }),
  departures: fc.array(line, { minLength: 4, maxLength: 8 }),
});

/** So many of them, the same for the same seed. */
export function contradictions(seed: number, count: number): Contradiction[] {
  return fc
    .sample(contradiction, { seed, numRuns: count })
    .map(({ usual, ownNames, labels, departures }, at) => {
      const own = Array.from({ length: ownNames }, (_, i) => `"own_${at}_${i}":"${i}"`);
      return {
        name: `app-${at}`,
        labels: { ...labels, 'logagent.format': 'json' },
        texts: departures.map(([rare, one], i) => {
          const members = Object.entries(i % 2 === 0 ? { ...usual, ...rare } : usual).map(
            ([name, json]) => `${JSON.stringify(name)}:${json}`,
          );
          if (one !== undefined && !(one[0] in usual)) members.push(`${JSON.stringify(one[0])}:${one[1]}`);
          return `{"token":"T",${[...members, ...own].join(',')}}`;
        }),
      };
    });
}

interface Members {
  readonly [name: string]: unknown;
}

/** Says, as Elasticsearch does for a field without a type of its own, whether a document has an object where another had a plain value. */
export class Types {
  readonly #types = new Map<string, 'object' | 'plain'>();

  /** The first such field; undefined when the document fits, whose fields then count for all that come later. */
  conflict(source: Members): string | undefined {
    const found = new Map<string, 'object' | 'plain'>();
    for (const [path, type] of typesOf(source, '')) {
      if ((this.#types.get(path) ?? found.get(path) ?? type) !== type) return path;
      found.set(path, type);
    }
    for (const [path, type] of found) this.#types.set(path, type);
    return undefined;
  }
}

function* typesOf(source: Members, begin: string): Iterable<[string, 'object' | 'plain']> {
  for (const [name, member] of Object.entries(source)) {
    const path = `${begin}${name}`;
    const parts = path.split('.');
    for (let i = 1; i < parts.length; i++) yield [parts.slice(0, i).join('.'), 'object'];
    if (path === 'container.labels') continue;
    for (const one of Array.isArray(member) ? member : [member]) {
      if (one === null) continue;
      yield [path, typeof one === 'object' ? 'object' : 'plain'];
      if (typeof one === 'object' && !Array.isArray(one)) yield* typesOf(one as Members, `${path}.`);
    }
  }
}
