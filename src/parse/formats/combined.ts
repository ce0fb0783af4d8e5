import { KnownTimes } from '../../scan/known-times.ts';
import type { AccessNames } from '../schema.ts';
import { CombinedConstants, copyCombined } from './copy-combined.ts';
import { COPIED, type Format, OTHER, UNSURE } from './format.ts';
import { LONGEST, readCombined } from './read-combined.ts';

/** The format `combined`: access lines of Apache and nginx, combined or common. */
export function combined(names: AccessNames): Format {
  const times = new KnownTimes();
  const constants = new CombinedConstants(names);
  return {
    extraBytes: constants.bytes,

    read(text) {
      const fields = readCombined(text, names);
      return fields && JSON.stringify(fields).slice(1, -1);
    },

    copy(scan) {
      const { at } = scan;
      if (!copyCombined(scan, constants, times)) return OTHER;
      return scan.at - at > LONGEST ? UNSURE : COPIED;
    },
  };
}
