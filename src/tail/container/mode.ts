/**
 * What is done with a container's folder:
 * - `unknown`: its metadata has not been read yet; left by reading it;
 * - `unwanted`: known and not read; left when its name becomes wanted;
 * - `following`: read as it grows; left when the name becomes unwanted or the folder is gone;
 * - `leaving`: read up to where it was when its name became unwanted, then `unwanted`; `following` when wanted again before;
 * - `gone`: the folder is gone; what is held open is read to its end, then `removed`;
 * - `removed`: nothing is left of it.
 */
export type Mode = 'unknown' | 'unwanted' | 'following' | 'leaving' | 'gone' | 'removed';

/** Where a look looks: events tell of the `log` and the `metadata`, a scan is `thorough`. */
export type Hint = 'log' | 'metadata' | 'thorough';
