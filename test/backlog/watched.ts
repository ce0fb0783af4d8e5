import type { MeasuredProcess } from '../bench/measured-process.ts';

const SAMPLE_MS = 200;

export interface Sample {
  /** MiB. */
  readonly memory: number;
  readonly descriptors: number;
}

/** Samples what a process holds, from now until `end`. */
export class Watched {
  readonly #process: MeasuredProcess;
  readonly #timer: NodeJS.Timeout;
  #samples: Sample[] = [];
  #mostDescriptors = 0;
  #phaseFrom = performance.now();
  #cpuBefore = 0;

  constructor(process: MeasuredProcess) {
    this.#process = process;
    this.#timer = setInterval(() => this.#take(), SAMPLE_MS);
  }

  get now(): Sample {
    return { memory: this.#process.memory(), descriptors: this.#process.descriptors() };
  }

  get mostDescriptors(): number {
    return this.#mostDescriptors;
  }

  /** What was seen since the last phase, in one line. */
  phase(name: string): string {
    this.#take();
    const memory = this.#samples.map((sample) => sample.memory);
    const descriptors = this.#samples.map((sample) => sample.descriptors);
    const seconds = (performance.now() - this.#phaseFrom) / 1000;
    const cpu = this.#process.cpuSeconds() - this.#cpuBefore;
    this.#samples = [];
    this.#phaseFrom = performance.now();
    this.#cpuBefore += cpu;
    return (
      `${name}: ${seconds.toFixed(1)} s, ${cpu.toFixed(2)} s of CPU time, ` +
      `memory ${Math.max(...memory).toFixed(1)} MiB at most and ${memory.at(-1)?.toFixed(1)} at last, ` +
      `descriptors ${Math.max(...descriptors)} at most`
    );
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #take(): void {
    // It may have ended: that is for others to find.
    if (!this.#process.running) return;
    const sample = this.now;
    this.#mostDescriptors = Math.max(this.#mostDescriptors, sample.descriptors);
    this.#samples.push(sample);
  }
}
