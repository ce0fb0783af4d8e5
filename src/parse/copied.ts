/** It is what was looked for, and has been written. */
export const COPIED = 1;
/** It is something else. */
export const OTHER = 0;
/** Only the decoded way can tell. */
export const UNSURE = -1;

export type Copied = typeof COPIED | typeof OTHER | typeof UNSURE;
