/** What the store's thread is started with. */
export interface WorkerData {
  readonly file: string;
  readonly host: string;
  readonly port: number;
  readonly maxBytes: number;
}

/** What it tells. */
export type WorkerMessage =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'dropped'; readonly documents: number };

/** What it is told; there is nothing else to tell. */
export const CLOSE = 'close';
