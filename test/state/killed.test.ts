import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StateError } from '../../src/state/state-events.ts';
import { waitFor } from '../support/wait.ts';
import { openState, temporaryFolder } from './folder.ts';

const agent = fileURLToPath(new URL('./killed-agent.ts', import.meta.url));

function startAgent(t: TestContext, folder: string, journal: string): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', agent, folder, journal], { stdio: 'inherit' });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Complete lines only: the last one may have been cut by the kill. */
function linesOf(journal: string): string[] {
  return existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(0, -1) : [];
}

const numbersAfter = (lines: readonly string[], word: string): number[][] =>
  lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ').slice(1).map(Number));

/** How far the ranges reach without a gap. */
function contiguous(ranges: readonly number[][]): number {
  let reach = 0;
  for (const [from = 0, to = 0] of ranges.toSorted(([a = 0], [b = 0]) => a - b)) {
    if (from <= reach) reach = Math.max(reach, to);
  }
  return reach;
}

test('killed at random moments: never beyond what had settled, never behind what was saved', async (t) => {
  const folder = temporaryFolder(t);
  const journal = join(folder, 'journal');
  for (let round = 0; round < 8; round++) {
    const before = linesOf(journal).length;
    const child = startAgent(t, folder, journal);
    await waitFor(() => linesOf(journal).length > before + 20, 'the agent works');
    await sleep(Math.random() * 60);
    await kill(child);

    const lines = linesOf(journal);
    const { state, events } = openState(t, folder);
    const resume = state.resume('c', 'k');
    assert.ok(resume !== undefined);
    const settled = contiguous(numbersAfter(lines, 'settle'));
    const saved = Math.max(...numbersAfter(lines, 'saved').flat());
    assert.ok(resume.offset <= settled, `round ${round}: resumes at ${resume.offset}, settled ${settled}`);
    assert.ok(resume.offset >= saved, `round ${round}: resumes at ${resume.offset}, saved ${saved}`);
    const top = Math.max(resume.offset, resume.settled.end);
    if (top > 0) assert.equal(resume.stamp?.hash, top, 'the stamp is that of the top');
    const expected = numbersAfter(lines, 'boundary')
      .flat()
      .filter((boundary) => boundary >= resume.offset);
    for (const boundary of expected)
      assert.ok(resume.notes.boundaries.includes(boundary), `boundary ${boundary}`);
    const letters = lines.filter((line) => line.startsWith('letter ')).map((line) => line.slice(7));
    const kept = new Set(state.deadLetters.list(1e6).map(({ id }) => id));
    assert.deepEqual(
      letters.filter((id) => !kept.has(id)),
      [],
      'every letter that was acknowledged is there',
    );
    assert.deepEqual(events.lines, []);
    assert.deepEqual(
      lines.filter((line) => line.startsWith('unexpected')),
      [],
    );
    state.close();
  }
});

test('two agents: the second is told who has the folder; SIGKILL of the first frees it', async (t) => {
  const folder = temporaryFolder(t);
  const journal = join(folder, 'journal');
  const child = startAgent(t, folder, journal);
  await waitFor(() => linesOf(journal).length > 0, 'the agent works');
  assert.throws(
    () => openState(t, folder),
    (error: Error) => {
      assert.ok(error instanceof StateError);
      assert.equal(
        error.message,
        `State folder ${folder} is in use by another logagent (pid ${child.pid}). ` +
          'Stop it or give this one its own --state-dir.',
      );
      return true;
    },
  );
  await kill(child);
  assert.ok((openState(t, folder).state.resume('c', 'k')?.offset ?? 0) >= 0);
});
