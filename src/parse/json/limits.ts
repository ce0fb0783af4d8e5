// Elasticsearch's default limits: a line beyond them becomes a message, not a dead letter.

/** Names in all objects of one line. */
export const MOST_NAMES = 1000;
/** Objects and arrays within each other, the document itself counted. */
export const DEEPEST = 20;
