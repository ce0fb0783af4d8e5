import { existsSync } from 'node:fs';
import { OptionError, type Parser } from './option-values.ts';

/**
 * A file that is read at once and used as it is at the moment. `open` throws an Error whose message is one clause; `remedy` is what to give
 * instead.
 */
export function watched<T>(open: (path: string) => T, remedy: string): Parser<T> {
  return (path, option) => {
    try {
      return open(path);
    } catch (error) {
      // A failed system call names the file, which may be no name.
      const why = (error as Error).message.replace(/, \w+ '[\s\S]*'$/, '');
      const name = isNameOfFile(path) ? `${path} can't be used` : 'that is no file which can be used';
      throw new OptionError(`--${option}: ${name}: ${why}. ${remedy}`);
    }
  };
}

/** Whether a text is repeated in a message: a key or token that was given in the place of its file is not. */
function isNameOfFile(text: string): boolean {
  return existsSync(text) || /^(?:\/|\.{1,2}\/|~)[^\n]{0,300}$|^[\w-]{1,60}\.\w{1,10}$/.test(text);
}
