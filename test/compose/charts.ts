import assert from 'node:assert/strict';
import type { Cluster, StoredDocument } from '../docker/cluster.ts';

interface Found {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly StoredDocument[] };
  readonly aggregations?: Readonly<
    Record<string, { readonly buckets: readonly { readonly key: unknown; readonly doc_count: number }[] }>
  >;
}

/** One of the networks that made-up visitors come from. */
const NETWORK = '203.0.113.0/24';
const isInNetwork = (ip: unknown): boolean => /^203\.0\.113\.\d+$/.test(String(ip));

/**
 * Fails unless people can do with the index at once what they want an access log for: charts by container, status and client, a network,
 * and lines of one millisecond in their order. Nothing was set up for it. The index must not change meanwhile. Returns what was looked at.
 */
export async function assertChartable(cluster: Cluster, index: string): Promise<string> {
  const documents = await cluster.documents(index);
  const search = async (body: object): Promise<Found> =>
    (await cluster.ask(`/${index}/_search`, { track_total_hits: true, ...body })) as Found;

  const fields = { container: 'container.name', status: 'status', client: 'ip' };
  const aggs = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, { terms: { field, size: 10_000 } }]),
  );
  const { aggregations } = await search({ size: 0, aggs });
  const counts = (name: string): Record<string, number> =>
    Object.fromEntries((aggregations?.[name]?.buckets ?? []).map(({ key, doc_count }) => [key, doc_count]));
  assert.deepEqual(counts('container'), { prod1: documents.length });
  assert.deepEqual(counts('status'), tally(documents, 'status'));
  assert.deepEqual(counts('client'), tally(documents, 'ip'));

  const inNetwork = documents.filter(({ _source }) => isInNetwork(_source.ip)).length;
  assert.ok(inNetwork > 0 && inNetwork < documents.length, `${inNetwork} in ${NETWORK}`);
  const network = await search({ size: 0, query: { term: { ip: NETWORK } } });
  assert.equal(network.hits.total.value, inNetwork);

  const sorted = await search({ size: 10_000, sort: ['@timestamp'] });
  const times = sorted.hits.hits.map(({ _source }) => wholeTime(String(_source['@timestamp'])));
  assert.deepEqual(times, [...times].sort());
  const close = times.filter((time, i) => i > 0 && time.slice(0, 23) === times[i - 1]?.slice(0, 23)).length;
  assert.ok(close > 0, 'lines of one millisecond');
  return `${documents.length} documents, ${inNetwork} in ${NETWORK}, ${close} in one millisecond with the one before`;
}

/** Docker leaves out the zeros at the end. */
function wholeTime(time: string): string {
  const [seconds = '', fraction = ''] = time.replace('Z', '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}Z`;
}

function tally(documents: readonly StoredDocument[], field: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { _source } of documents) {
    const key = String(_source[field]);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
