import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Action, CONTAINERS } from './actions.ts';
import { World } from './world.ts';

const part = (container: number, stream: 'stdout' | 'stderr', size: number, notice = false): Action => ({
  ...{ do: 'part', container, stream, size, notice },
});
const print = (container: number, stream: 'stdout' | 'stderr', size: number, notice = false): Action => ({
  ...{ do: 'print', container, stream, size, notice },
});
const trace = (container: number, stream: 'stdout' | 'stderr', line: 'error' | 'frame'): Action => ({
  ...{ do: 'trace', line, container, stream, size: 0, newline: true, notice: false },
});

/** What random sequences have found, shrunk. */
const sequences: Readonly<Record<string, readonly Action[]>> = {
  'a rest was expected, and its event was ended by the time-out after its file was read again': [
    part(0, 'stdout', 20),
    { do: 'rotate', container: 0 },
    part(0, 'stderr', 0, true),
    { do: 'SIGTERM' },
    { do: 'launch' },
    { do: 'pass', milliseconds: 6000 },
    print(0, 'stdout', 0),
  ],
  'a file was read again in which an event had ended that began in a finished one': [
    part(0, 'stdout', 300),
    { do: 'rotate', container: 0 },
    print(0, 'stdout', 0),
    { do: 'junk', container: 0 },
    { do: 'SIGTERM' },
    { do: 'launch' },
    { do: 'lose end', container: 0, share: 1, zeros: 0 },
  ],
  'a file lost its end, grew to less than before, and was copied and cut short between two looks': [
    print(0, 'stdout', 0),
    print(0, 'stdout', 0, true),
    { do: 'lose end', container: 0, share: 58, zeros: 0 },
    { do: 'junk', container: 0 },
    { do: 'copy and truncate', container: 0 },
  ],
  'a file lost its end, grew, was rotated and compressed, and was read on from its old offset': [
    part(1, 'stdout', 0),
    print(1, 'stdout', 0, true),
    { do: 'lose end', container: 1, share: 115, zeros: 0 },
    part(1, 'stdout', 0),
    { do: 'rotate', container: 1 },
    { do: 'SIGTERM' },
  ],
  'a boundary was saved without what had settled of the generation before, in which an event had begun': [
    part(0, 'stderr', 300),
    { do: 'SIGTERM' },
    { do: 'rotate', container: 0 },
    print(0, 'stderr', 0),
    part(0, 'stdout', 300),
    { do: 'stop', container: 0 },
    { do: 'launch' },
    { do: 'SIGKILL' },
  ],
  'a file without a first line got one and was copied and cut short between two looks': [
    { do: 'SIGTERM' },
    part(0, 'stdout', 20),
    { do: 'rotate', container: 0 },
    { do: 'launch' },
    part(0, 'stdout', 0),
    { do: 'copy and truncate', container: 0 },
  ],
  'the time-out ended an event while the agent stopped and nothing more was read': [
    { do: 'junk', container: 0 },
    part(0, 'stderr', 20),
    print(0, 'stdout', 0),
    { do: 'rotate', container: 0 },
    { do: 'request', fate: { fate: 'reset' } },
    print(0, 'stdout', 300),
    { do: 'SIGTERM' },
    { do: 'request', fate: { fate: 'hold', stored: false } },
    part(0, 'stderr', 0),
    print(1, 'stdout', 0),
    print(1, 'stdout', 0),
    print(1, 'stdout', 0),
    { do: 'copy and truncate', container: 0 },
    { do: 'launch' },
    { do: 'SIGTERM' },
  ],
  'an event ended in a file that was copied and cut short before that was saved, and began in one that was finished':
    [
      part(0, 'stderr', 300),
      print(0, 'stdout', 0, true),
      { do: 'rotate', container: 0 },
      print(0, 'stderr', 0),
      part(0, 'stdout', 20),
      { do: 'pass', milliseconds: 6000 },
      { do: 'copy and truncate', container: 0 },
      { do: 'SIGTERM' },
    ],
  'a rest was noted by its stream alone, and after a restart the line behind it passed for it': [
    part(2, 'stdout', 300, true),
    { do: 'rotate', container: 2 },
    print(2, 'stderr', 0, true),
    { do: 'SIGKILL' },
    { do: 'launch' },
    print(2, 'stdout', 0, true),
    { do: 'pass', milliseconds: 2500 },
    { do: 'SIGTERM' },
    { do: 'launch' },
    print(2, 'stdout', 20, true),
  ],
  'a copy was put before the truncated live file, which still passed for the generation that it had held': [
    { do: 'rotate', container: 0 },
    print(0, 'stdout', 0, true),
    part(0, 'stderr', 20),
    { do: 'copy and truncate', container: 0 },
    print(0, 'stderr', 0),
    { do: 'copy and truncate', container: 0 },
    part(0, 'stdout', 0),
  ],
  'a part was gone before it was read, and the line that went on with it begins a trace by itself': [
    part(2, 'stderr', 300),
    { do: 'rotate', container: 2 },
    trace(2, 'stderr', 'error'),
    trace(2, 'stderr', 'frame'),
    { do: 'SIGTERM' },
  ],
  'a truncated file’s event and its line': [
    part(0, 'stderr', 20, true),
    { do: 'request', fate: { fate: 'reset' } },
    part(0, 'stderr', 0),
    { do: 'truncate', container: 0 },
    print(0, 'stderr', 0),
    print(0, 'stdout', 0, true),
    { do: 'SIGKILL' },
  ],
};

const lines = new Array<'auto'>(CONTAINERS).fill('auto');

for (const [name, actions] of Object.entries(sequences)) {
  for (const linger of [0, 200]) {
    test(`once failed: ${name}, linger ${linger}`, () =>
      assert.doesNotReject(World.play({ actions, lines }, linger)));
  }
}
