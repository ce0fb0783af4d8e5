import { asRecord, parseObject, textOf } from '../answers/json.ts';
import type { Identity } from '../ship-events.ts';
import { readServer, STORE } from '../template/server.ts';

/** A version as every server writes it. It is shown in log and metrics, so that nothing else is taken for one. */
const VERSION = /^\d{1,4}\.\d{1,4}[\w.+-]{0,40}$/;
const CLUSTER_ID = /^[\w-]{5,60}$/;

/** Reads the answer to `GET /`; undefined for that of something else, or of an agent's embedded store. Never throws. */
export function readIdentity(bytes: Buffer): Identity | undefined {
  const server = readServer(bytes);
  if (server === undefined || server === STORE) return undefined;
  const answer = parseObject(bytes);
  const version = textOf(asRecord(answer?.version)?.number);
  if (!VERSION.test(version)) return undefined;
  const id = textOf(answer?.cluster_uuid);
  const { flavor, major, minor } = server;
  const tested =
    flavor === 'opensearch'
      ? // It may call itself by the version of Elasticsearch that it was made from.
        (major >= 1 && major <= 3) || (major === 7 && minor === 10)
      : (major === 7 && minor >= 6) || major === 8 || major === 9;
  return {
    server: flavor === 'opensearch' ? 'OpenSearch' : 'Elasticsearch',
    version,
    // `_na_` while the cluster has never had a master.
    cluster: CLUSTER_ID.test(id) ? id : '',
    tested,
  };
}
