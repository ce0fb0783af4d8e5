import type { Measures } from './measures.ts';
import { type MetricDefinition, metricDefinitions } from './metrics.ts';
import { Counter, Gauge, Registry } from './prom-client.ts';

/** All metrics as Prometheus reads them. */
export interface MetricsPage {
  readonly contentType: string;
  /** The page of this moment. Rejects when a number can't be read. */
  text(): Promise<string>;
}

/**
 * Makes the page of the numbers that `measure` gives. It is called once for each page and nothing is done in between.
 * Of prom-client's default metrics none is taken: they wake the process 100 times a second and observe every garbage collection.
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
  const { name, help, type, read } = definition;
  const registers = [registry];
  if (type === 'gauge') {
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(read(measures()));
      },
    });
    return;
  }
  new Counter({
    ...{ name, help, registers },
    collect() {
      // prom-client's counters can only be added to, and ours are counted elsewhere.
      this.reset();
      this.inc(read(measures()));
    },
  });
}
