import type { UsedFile } from '../../access/access.ts';
import type { Logger } from '../log.ts';

/** Logs what becomes of files that may change while the agent runs. Their contents never reach it. */
export class FileReporter {
  readonly #log: Logger;
  readonly #files: readonly (UsedFile & { told: string | undefined; readings: number; warned: boolean })[];

  constructor(log: Logger, files: readonly UsedFile[]) {
    this.#log = log;
    this.#files = files.map((used) => ({
      ...used,
      told: undefined,
      readings: used.file.readings,
      warned: false,
    }));
    for (const file of this.#files) this.#warnOnce(file);
  }

  /** Logs what has changed since the last look. To be called once a second. */
  look(): void {
    for (const used of this.#files) {
      const { option, file } = used;
      // Also while nothing is sent: that a new file is of no use is better known before it is needed.
      file.look();
      const { path, trouble, readings } = file;
      if (trouble !== undefined && trouble !== used.told) {
        this.#log.warn(
          { option, file: path, cause: trouble, remedy: 'write the file anew, or start with another one' },
          'A file cannot be used as it is now, what it held before is used on',
        );
      }
      used.told = trouble;
      if (readings === used.readings) continue;
      used.readings = readings;
      this.#log.info({ option, file: path }, 'A file has changed and is used as it is now');
      this.#warnOnce(used);
    }
  }

  #warnOnce(used: UsedFile & { warned: boolean }): void {
    const { option, isSecret, file, warned } = used;
    if (!isSecret || warned || !file.isExposed) return;
    used.warned = true;
    this.#log.warn(
      { option, file: file.path, remedy: 'take the right to read it from others (chmod o-r)' },
      'Every user of this machine can read a file with a secret',
    );
  }
}
