import { KnownTimes } from '../../scan/known-times.ts';
import type { AccessNames } from '../schemas/names.ts';
import { AccessConstants } from './access/constants.ts';
import { copyAccess, copyUsual } from './access/copy-access.ts';
import { LONGEST, readAccess } from './access/read-access.ts';
import { membersOf } from './access/reading.ts';
import { COPIED, type Format, UNSURE } from './format.ts';

export interface AccessOptions {
  /** The request's method, path, query and version become fields of their own besides. */
  readonly requestParts: boolean;
}

/** The format `combined`: access lines of Apache, nginx, Traefik and those that write as they do, with whatever stands behind the usual fields. */
export function combined(names: AccessNames, options: AccessOptions = { requestParts: false }): Format {
  const constants = new AccessConstants(names, options.requestParts);
  const times = new KnownTimes();
  return {
    extraBytes: constants.bytes,

    read(text) {
      const fields = readAccess(text, names, options.requestParts);
      return fields && membersOf(fields);
    },

    copy(scan) {
      const { at, out } = scan;
      if (!options.requestParts && copyUsual(scan, constants, times))
        return scan.at - at > LONGEST ? UNSURE : COPIED;
      scan.at = at;
      scan.out = out;
      const copied = copyAccess(scan, constants, times);
      return copied === COPIED && scan.at - at > LONGEST ? UNSURE : copied;
    },
  };
}
