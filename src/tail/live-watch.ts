/** Has the live file watched: again when another file has taken its path, and when it grew and no event told so. */
export class LiveWatch {
  private readonly path: string;
  private readonly watch: (path: string, again: boolean) => void;
  private watched: string | undefined;
  /** An event of the log came since the last thorough look. */
  private heard = false;

  constructor(path: string, watch: (path: string, again: boolean) => void) {
    this.path = path;
    this.watch = watch;
  }

  /** An event came. */
  hear(): void {
    this.heard = true;
  }

  /** The live file was looked at: which one it is, and whether it has grown since the last look. */
  looked(file: string | undefined, grown: boolean, thorough: boolean): void {
    const deaf = thorough && !this.heard && grown;
    if (file !== undefined && (file !== this.watched || deaf)) {
      this.watch(this.path, this.watched !== undefined);
      this.watched = file;
    }
    if (thorough) this.heard = false;
  }
}
