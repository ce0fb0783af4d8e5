import { Constant } from '../../scan/constant.ts';
import { COPIED, type Format, UNSURE } from './format.ts';

const STRING_ENDS = new Constant('",');

/** A format that every text is of. */
export interface PlainFormat extends Format {
  read(text: string): string;
}

/** The format `plain`: the text is the field of this name. */
export function plain(name: string): PlainFormat {
  const begins = Constant.stringMember(name);
  const member = `${JSON.stringify(name)}:`;
  return {
    extraBytes: begins.bytes.length + STRING_ENDS.bytes.length,

    read(text) {
      return member + JSON.stringify(text);
    },

    copy(scan) {
      scan.put(begins);
      if (!scan.copyLine()) return UNSURE;
      scan.put(STRING_ENDS);
      return COPIED;
    },
  };
}
