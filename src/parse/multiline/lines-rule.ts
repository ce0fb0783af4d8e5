/** As much of a line tells what it is: lines of hostile lengths cost no more. */
export const TOLD_BY = 1024;

/**
 * Tells which whole lines of a stream belong together. What it says follows from texts alone, so that reading again gives the same events; the state
 * after a line is a short word that may be kept on disk, for a reader that no longer has the lines before.
 *
 * Texts are without their newline.
 */
export interface LinesRule {
  /** The state after a line by which an event of several lines may begin; undefined for a line that is whole by itself. */
  begin(text: string): string | undefined;

  /** The state after a line that goes on with the event whose lines so far have led to `state`; undefined when the event has ended before it. */
  goOn(state: string, text: string): string | undefined;

  /**
   * Whether a text in JSON string form that begins at `at` may begin an event: a look over bytes, so that others cost next to nothing. False for none
   * of which `begin` says more.
   */
  mayBegin(source: Buffer, at: number): boolean;
}
