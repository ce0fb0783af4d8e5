import { LONGEST, readCombined } from './combined.ts';
import { copyAccessFields } from './escaped-access.ts';
import { COPIED, type Format, OTHER, UNSURE } from './format.ts';
import { KnownTimes } from './known-times.ts';

/** More than the field names of an access line. */
const FIELD_NAMES_BYTES = 128;

/** The format `combined`: access lines of Apache and nginx, combined or common. */
export function combined(): Format {
  const times = new KnownTimes();
  return {
    extraBytes: FIELD_NAMES_BYTES,

    read(text) {
      const fields = readCombined(text);
      return fields && JSON.stringify(fields).slice(1, -1);
    },

    copy(scan) {
      const { at } = scan;
      if (!copyAccessFields(scan, times)) return OTHER;
      return scan.at - at > LONGEST ? UNSURE : COPIED;
    },
  };
}
