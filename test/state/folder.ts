import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { ResumePoint } from '../../src/log/resume-point.ts';
import type { Span } from '../../src/log/span.ts';
import type { Stamp } from '../../src/log/stamp.ts';
import { State, type StateOptions } from '../../src/state/state.ts';
import type { Dropped, StateEvents } from '../../src/state/state-events.ts';

/** A new folder that goes with the test. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-state-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Notes every event as one line: its name and its texts. */
export class NotedEvents implements StateEvents {
  readonly lines: string[] = [];

  startedAnew(file: string, movedTo: string, cause: string): void {
    this.lines.push(`startedAnew ${file} ${movedTo} ${cause}`);
  }
  checkpointDamaged(key: string): void {
    this.lines.push(`checkpointDamaged ${key}`);
  }
  saveFailed(error: Error): void {
    this.lines.push(`saveFailed ${error.message}`);
  }
  savedAgain(): void {
    this.lines.push('savedAgain');
  }
  lettersDropped({ container, letters, bytes }: Dropped): void {
    this.lines.push(`lettersDropped ${container} ${letters} ${bytes}`);
  }
  heldBack(container: string): void {
    this.lines.push(`heldBack ${container}`);
  }
  heldBackNoMore(container: string): void {
    this.lines.push(`heldBackNoMore ${container}`);
  }
}

/** A state that closes with the test; `reopen` is a restart of the agent. */
export function openState(
  t: TestContext,
  folder: string,
  options: Partial<StateOptions> = {},
): { state: State; events: NotedEvents } {
  const events = new NotedEvents();
  const defaults = {
    clock: () => Date.UTC(2024, 0, 2, 3, 4, 5),
    retentionMs: 60_000,
    deadLettersMaxBytes: 1e6,
    events,
  };
  const state = State.open(folder, { ...defaults, ...options });
  t.after(() => state.close());
  return { state, events };
}

/** A generation of container c1, or of another one. */
export function generation(
  key: string,
  containerId = 'c1',
): { key: string; containerId: string; path: string } {
  return { key, containerId, path: `/containers/${containerId}/${containerId}-json.log` };
}

/** Of the line that ends there in the generations of these tests. */
export function stampAt(to: number): Stamp {
  return { length: 1, hash: to };
}

/** Bytes of a generation that have been acknowledged. */
export function span(key: string, from: number, to: number): Span {
  return { key, from, to, stamp: stampAt(to) };
}

/** What is known of a generation, its ranges as numbers. */
export function resumed(
  state: Pick<State, 'resume'>,
  key: string,
  containerId = 'c1',
): (Omit<ResumePoint, 'settled'> & { readonly settled: number[] }) | undefined {
  const point = state.resume(containerId, key);
  return point && { ...point, settled: point.settled.toJSON() };
}
