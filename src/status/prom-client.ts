// All of prom-client (its cluster support, push gateway, quantiles) takes 9 MiB and 100 ms, and these three 2 MiB and 30 ms.
import Counter from 'prom-client/lib/counter.js';
import Gauge from 'prom-client/lib/gauge.js';
import Registry from 'prom-client/lib/registry.js';

export { Counter, Gauge, Registry };
