import { constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { type DestinationStream, pino } from 'pino';

/** When so much waits for a reader that has stalled, further lines are dropped: memory stays bounded. */
const STALLED_READER_BYTES = 1024 * 1024;

const STDOUT = 1;

/** Takes lines for stdout and never holds the program up, whatever stdout is and whoever reads it. */
export interface LogSink extends DestinationStream {
  /** Resolves when everything has been written, after `withinMs` at the latest. From then on it keeps no process from ending. */
  close(withinMs: number): Promise<void>;
}

/** `dropped` is called with a number of lines when lines can be written again after so many were dropped. */
export function openLogSink(dropped: (lines: number) => void): LogSink {
  const stats = fstatSync(STDOUT);
  return stats.isFIFO() || stats.isSocket() ? readerSink(stats.isFIFO(), dropped) : fileSink(dropped);
}

/**
 * For a pipe or a socket. Only a descriptor that does not block is safe: a thread that writes to a full pipe can't be ended, and the process
 * waits for its threads when it ends.
 */
function readerSink(isPipe: boolean, tellDropped: (lines: number) => void): LogSink {
  const socket = new Socket({ fd: (isPipe && ownDescriptor()) || STDOUT, readable: false, writable: true });
  const drops = new Drops(tellDropped);
  // A reader that went away (EPIPE) must not end the agent.
  socket.on('error', () => {});
  socket.on('drain', () => drops.tell());
  return {
    write(line) {
      if (socket.destroyed || socket.writableLength > STALLED_READER_BYTES) drops.count();
      else socket.write(line);
    },
    async close(withinMs) {
      await written(socket, withinMs);
      socket.destroy();
    },
  };
}

/**
 * The same pipe under a descriptor of its own: that it does not block is then the affair of nobody else who writes to it. Undefined when
 * it can't be opened, as without /proc or where the pipe is another user's.
 */
function ownDescriptor(): number | undefined {
  try {
    return openSync(`/proc/self/fd/${STDOUT}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

function written(socket: Socket, withinMs: number): Promise<void> {
  if (socket.destroyed || socket.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, withinMs);
    // Called with an error, too, when the reader goes away.
    socket.write('', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** For a file or a device, written by the thread pool. */
function fileSink(tellDropped: (lines: number) => void): LogSink {
  const destination = pino.destination({ dest: STDOUT, sync: false, maxLength: STALLED_READER_BYTES });
  // A full disk (ENOSPC) must not end the agent.
  let broken = false;
  const drops = new Drops(tellDropped);
  destination.on('error', () => {
    broken = true;
  });
  destination.on('drop', () => drops.count());
  destination.on('drain', () => {
    broken = false;
    drops.tell();
  });
  const flushSync = destination.flushSync.bind(destination);
  // Replaced on the destination too, because pino itself flushes when the process ends.
  destination.flushSync = () => {
    // With a full disk sonic-boom 4 retries its flush for ever, and the process would never end.
    if (broken) return;
    try {
      flushSync();
    } catch {
      // The disk is full by now.
    }
  };
  return {
    write: (line) => void destination.write(line),
    async close() {
      destination.flushSync();
    },
  };
}

/** Lines that were dropped and not told of yet. */
class Drops {
  readonly #tell: (lines: number) => void;
  #lines = 0;

  constructor(tell: (lines: number) => void) {
    this.#tell = tell;
  }

  count(): void {
    this.#lines++;
  }

  /** Before it tells it forgets them, since the telling is a line too. */
  tell(): void {
    const lines = this.#lines;
    this.#lines = 0;
    if (lines > 0) this.#tell(lines);
  }
}
