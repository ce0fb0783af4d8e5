/** The reader has closed the pipe (`| head`), or the terminal is gone: nobody misses what is not printed. */
const NOBODY_READS = new Set(['EPIPE', 'EIO']);

/**
 * Without this, a standard output that can't be written ends the program in the middle with a stack. A full disk is told on standard error instead, and
 * makes the exit code 1; a reader that went away is no error.
 */
export function bearBrokenOutput(process: NodeJS.Process): void {
  let told = false;
  process.stdout.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
    if (told || NOBODY_READS.has(code)) return;
    told = true;
    process.stderr.write(
      `Standard output can't be written: ${message}. Make room on the disk, or print elsewhere.\n`,
    );
    process.once('exit', () => {
      process.exitCode ||= 1;
    });
  });
  // There is nowhere left to tell it.
  process.stderr.on('error', () => {});
}
