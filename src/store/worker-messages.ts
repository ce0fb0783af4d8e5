/** Settings that the store's thread is started with. */
export interface WorkerData {
  readonly file: string;
  readonly host: string;
  readonly port: number;
  /** Further names that it answers to. */
  readonly names: readonly string[];
  readonly maxBytes: number;
}

/** Messages from the thread. */
export type WorkerMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'dropped'; readonly documents: number };

/** The only message to the thread. */
export const CLOSE = 'close';
