import type { Identity } from '../../ship/ship-events.ts';
import type { Counters } from '../counters.ts';
import type { Logger } from '../log.ts';

/** Logs and counts which servers the hosts are, and tells when they do not belong together. */
export class HostReporter {
  readonly #log: Logger;
  readonly #counters: Pick<Counters, 'servers'>;
  /** Of each host that has told it. */
  readonly #clusters = new Map<string, string>();
  /** What was told last about the hosts together. */
  #versions = '';
  #untested = '';
  #toldClusters = 1;

  constructor(log: Logger, counters: Pick<Counters, 'servers'>) {
    this.#log = log;
    this.#counters = counters;
  }

  /** A host has told which server it is, or answered without telling. */
  introduced(host: string, identity: Identity | undefined): void {
    if (identity === undefined) {
      this.#counters.servers.delete(host);
      this.#clusters.delete(host);
      this.#log.info(
        { host },
        'The host does not tell which server it is, documents are sent to it all the same',
      );
      return;
    }
    const { server, version, cluster, tested } = identity;
    this.#counters.servers.set(host, { server, version });
    this.#log.info({ host, server, version }, 'Server recognised');
    const kind = `${server} ${version}`;
    if (!tested && this.#untested !== kind) {
      this.#untested = kind;
      this.#log.warn(
        { host, server, version, tested: 'Elasticsearch 7.6 to 9, OpenSearch 1 to 3' },
        'logagent is not tested with this version, documents are sent to it all the same',
      );
    }
    if (cluster !== '') this.#clusters.set(host, cluster);
    this.#compareVersions();
    this.#compareClusters();
  }

  #compareVersions(): void {
    const kinds = [...this.#counters.servers.values()].map(({ server, version }) => `${server} ${version}`);
    const versions = [...new Set(kinds)].sort();
    const text = versions.join(', ');
    if (versions.length > 1 && text !== this.#versions) {
      this.#log.warn(
        {
          versions,
          remedy: 'finish the upgrade of the cluster',
        },
        'The hosts are of different versions, documents are sent to all of them',
      );
    }
    this.#versions = versions.length > 1 ? text : '';
  }

  #compareClusters(): void {
    const hosts = [...this.#clusters].map(([host, cluster]) => ({ host, cluster }));
    const number = new Set(hosts.map(({ cluster }) => cluster)).size;
    if (number > this.#toldClusters) {
      this.#log.warn(
        { hosts, remedy: 'give --elasticsearch hosts of one cluster only' },
        'The hosts are of different clusters: each document goes to one of them, and one that is sent again may be in two',
      );
    }
    this.#toldClusters = Math.max(1, number);
  }
}
