import { isDigitAt, type TextReader } from './text-line.ts';

const FORM = /^([IWEF])(\d{4} \d\d:\d\d:\d\d\.\d{6}) +(\d+) ([^\s:\]]+:\d+)\] (.*)$/s;
const LEVELS: Readonly<Record<string, string>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };

/** klog of Kubernetes and glog: `Lmmdd hh:mm:ss.uuuuuu threadid file:line] msg`. Its time has no year. */
export const klog: TextReader = {
  begins: /[IWEF]/,
  forms: [FORM],

  mayBe: (source, at) => isDigitAt(source, at + 1) && isDigitAt(source, at + 4),

  read(text) {
    const match = FORM.exec(text);
    if (match === null) return undefined;
    const [, letter = '', time, process, caller, message] = match;
    return { level: LEVELS[letter], message, others: { process, caller, time } };
  },
};
