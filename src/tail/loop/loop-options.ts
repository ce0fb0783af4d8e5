import type { Clock } from '../clock.ts';
import type { CompleteScan } from '../tail-events.ts';

export interface LoopOptions {
  readonly clock: Clock;
  readonly scanIntervalMs: number;
  /** See `WavesOptions`, as the next one. */
  readonly lingerMs: number;
  readonly waveBytes: number;
  /** The lines that a container has at the start are recorded as read. */
  readonly beginsAtEnd: (containerId: string) => boolean;
  readonly onScan: ((keys: CompleteScan) => void) | undefined;
  /** No container has this pattern at the start. */
  readonly waitingFor: (pattern: string) => void;
}
