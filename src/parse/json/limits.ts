// Elasticsearch's default limits: a line beyond them becomes a message, not a dead letter.

/** Names in all objects of one line. */
export const MOST_NAMES = 1000;
/** Objects and arrays within each other, the document itself counted. */
export const DEEPEST = 20;

/** Names in one object; with more they are no names of fields, but ids and the like, and the object is kept as a text. */
export const MOST_MEMBERS = 64;
/** Names of one line that are read at all: those in a text are not counted above. */
export const MOST_READ = 10_000;
