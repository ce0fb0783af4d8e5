import { Constant } from './constant.ts';
import type { EscapedScanner } from './escaped-scanner.ts';
import { COPIED, type Copied, type Format, UNSURE } from './format.ts';

const MESSAGE = new Constant('"message":"');
const STRING_ENDS = new Constant('",');

/** The field of a text that has no others. */
export function asMessage(text: string): string {
  return `"message":${JSON.stringify(text)}`;
}

/** Every text is of this format: it is the message. */
export const plain: Format = {
  extraBytes: MESSAGE.bytes.length + STRING_ENDS.bytes.length,

  read: asMessage,

  copy(scan: EscapedScanner): Copied {
    scan.put(MESSAGE);
    if (!scan.copyLine()) return UNSURE;
    scan.put(STRING_ENDS);
    return COPIED;
  },
};
