import type { Measures } from '../measures.ts';
import { type MetricDefinition, metricDefinitions, type Sample } from './metrics.ts';
import { Counter, Gauge, Registry } from './prom-client.ts';

/** All metrics as Prometheus reads them. */
export interface MetricsPage {
  readonly contentType: string;
  /** The page with the numbers of this moment. Rejects when a number can't be read. */
  text(): Promise<string>;
}

/**
 * Makes the page from the numbers that `measure` returns. It is called once for each page, and nothing is done in between.
 * None of prom-client's default metrics is used, because they wake the process 100 times a second and observe every garbage
 * collection.
 */
export function metricsPage(measure: () => Measures): MetricsPage {
  const registry = new Registry();
  let measures: Measures;
  for (const definition of metricDefinitions) register(registry, definition, () => measures);
  return {
    contentType: registry.contentType,
    text: async () => {
      measures = measure();
      return registry.metrics();
    },
  };
}

function register(registry: Registry, definition: MetricDefinition, measures: () => Measures): void {
  const { name, help, type, labels = [], read } = definition;
  const options = { name, help, labelNames: labels, registers: [registry] };
  const samples = (): readonly Sample[] => {
    const value = read(measures());
    return typeof value === 'number' ? [{ labels: {}, value }] : value;
  };
  if (type === 'gauge') {
    new Gauge({
      ...options,
      collect() {
        // A host that is another version by now has no sample of the old one.
        this.reset();
        for (const sample of samples()) this.set(sample.labels, sample.value);
      },
    });
    return;
  }
  new Counter({
    ...options,
    collect() {
      // A prom-client counter can only be added to, and these numbers are counted elsewhere.
      this.reset();
      for (const sample of samples()) this.inc(sample.labels, sample.value);
    },
  });
}
