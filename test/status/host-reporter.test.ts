import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCounters } from '../../src/status/counters.ts';
import { HostReporter } from '../../src/status/reporters/host-reporter.ts';
import { INFO, recorder, WARN } from './recorder.ts';

const CLUSTER = 'dOVjo6tORByuKm9H6XNFAg';
const elasticsearch = (version: string, cluster = CLUSTER) => ({
  ...{ server: 'Elasticsearch' as const, version, cluster, tested: true },
});

function setUp() {
  const { log, lines } = recorder();
  const counters = newCounters();
  const reporter = new HostReporter(log, counters);
  /** Level and text of the lines since the last time. */
  const told = (): [unknown, unknown][] => lines.splice(0).map(({ level, msg }) => [level, msg]);
  return { reporter, counters, lines, told };
}

test('each host is told of with name and version', () => {
  const { reporter, counters, lines } = setUp();
  reporter.introduced('http://es01', elasticsearch('7.17.28'));
  reporter.introduced('http://es02', elasticsearch('7.17.28'));
  assert.deepEqual(lines, [
    {
      level: INFO,
      host: 'http://es01',
      server: 'Elasticsearch',
      version: '7.17.28',
      msg: 'Server recognised',
    },
    {
      level: INFO,
      host: 'http://es02',
      server: 'Elasticsearch',
      version: '7.17.28',
      msg: 'Server recognised',
    },
  ]);
  assert.equal(counters.servers.size, 2);
});

test('an unknown kind is no trouble, and is forgotten as what it was before', () => {
  const { reporter, counters, told } = setUp();
  reporter.introduced('http://es01', elasticsearch('7.17.28'));
  told();
  reporter.introduced('http://es01', undefined);
  const [[level, msg] = []] = told();
  assert.equal(level, INFO);
  assert.match(String(msg), /does not tell which server it is/);
  assert.equal(counters.servers.size, 0);
});

test('different versions are a warning, once for each mixture, and no more when the upgrade is over', () => {
  const { reporter, lines, told } = setUp();
  reporter.introduced('http://es01', elasticsearch('7.17.28'));
  told();
  reporter.introduced('http://es02', elasticsearch('8.19.21'));
  assert.deepEqual(lines[1]?.versions, ['Elasticsearch 7.17.28', 'Elasticsearch 8.19.21']);
  const warnings = () => told().filter(([level]) => level === WARN).length;
  assert.equal(warnings(), 1);
  reporter.introduced('http://es03', elasticsearch('8.19.21'));
  assert.equal(warnings(), 0);
  reporter.introduced('http://es01', elasticsearch('8.19.21'));
  assert.equal(warnings(), 0);
  reporter.introduced('http://es01', elasticsearch('9.5.3'));
  assert.equal(warnings(), 1);
});

test('hosts of two clusters are a warning that names both', () => {
  const { reporter, lines, told } = setUp();
  reporter.introduced('http://es01', elasticsearch('8.19.21'));
  reporter.introduced('http://es02', elasticsearch('8.19.21', ''));
  assert.equal(told().filter(([level]) => level === WARN).length, 0, 'a cluster that has no id yet');
  reporter.introduced('http://es02', elasticsearch('8.19.21', 'another_cluster'));
  assert.deepEqual(lines[1]?.hosts, [
    { host: 'http://es01', cluster: CLUSTER },
    { host: 'http://es02', cluster: 'another_cluster' },
  ]);
});

test('a version that nobody has tried is a warning, once', () => {
  const { reporter, told } = setUp();
  const old = { ...elasticsearch('6.8.23'), tested: false };
  reporter.introduced('http://es01', old);
  reporter.introduced('http://es02', old);
  const warnings = told().filter(([level]) => level === WARN);
  assert.deepEqual(warnings.length, 1);
  assert.match(String(warnings[0]?.[1]), /not tested with this version/);
});
